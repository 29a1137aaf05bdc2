package dev.vigil.serdes.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Damages records: bytes, JSON, Avro, headers, keys; makes bombs. The same for the same seed. */
public final class FuzzMutator {
  /** Texts that JSON parsers, FHIR readers and operators' tools have stumbled over. */
  private static final List<String> NONSENSE =
      List.of(
          "null",
          "true",
          "-0",
          "-0.0",
          "0e0",
          "NaN",
          "-Infinity",
          "\"NaN\"",
          "1e999",
          "1e-999",
          "1e999999999",
          "-1e-999999999",
          "1e99999999999999999999",
          "1." + "3".repeat(400),
          "7".repeat(400),
          "7".repeat(1_001),
          "9223372036854775808",
          "1e+05",
          "01",
          ".5",
          "5.",
          "+5",
          "0x10",
          "1_000",
          "\"\"",
          "\" \"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\ud83d\\ude00\"",
          "\"\\x\"",
          "\"a\\u202eb\\u0007\\u001b[31m\"",
          "\"Patient/planted-other\"",
          "\"Patient/\"",
          "\"http://x/Patient/planted-7f3a91?a=/Patient/\"",
          "\"urn:uuid:planted\"",
          "\"2026-02-30\"",
          "\"+999999999-12-31T23:59:59.999999999+18:00\"",
          "\"-999999999-01-01T00:00:00Z\"",
          "\"2026-01-15T24:00:00Z\"",
          "\"0000\"",
          "\"%s%n${jndi:ldap://planted}\"",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "[{}]",
          "[1,\"a\",{}]",
          "{\"reference\":[]}",
          "{\"coding\":{}}",
          "{\"value\":\"6.9\"}",
          "{\"a\":1,\"a\":2}",
          "\"mmol/L\"",
          "\"{#}/uL\"",
          "\"> 5\"",
          "\"consent.cleared\"",
          "\"Consent\"",
          "\"observation.created.deleted\"",
          "\"OBSERVATION.DELETED\"",
          "\"\u0130.created\"",
          "\"" + "planted".repeat(200) + "\"",
          "\"not base64 !\"",
          "\"W10=\"",
          "\"e30=\"",
          "\"eyJhIjoxLCJhIjoyfQ==\"");

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ":",
          ",",
          "\\",
          "\\u0000",
          "\\ud800",
          "\u0000",
          "/*",
          "//",
          " ",
          "\n",
          "\"eventId\":",
          "\"eventId\":\"planted\",",
          "\"patientId\":\"planted-other\",",
          "\"resource\":{",
          "\"resourceType\":\"Consent\",",
          "\"data_base64\":\"e30=\",",
          "\"data\":{},",
          "\"specversion\":\"1.0\",",
          "\"specversion\":1,",
          "\"subject\":\"Consent/\",",
          "\"__proto__\":{},",
          "\"planted member\":1,");

  private static final byte[][] BROKEN_UTF8 = {
    {(byte) 0xC3, 0x28},
    {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
    {(byte) 0xC0, (byte) 0x80},
    {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
    {(byte) 0xE2, (byte) 0x82},
    {(byte) 0xFE, (byte) 0xFF},
    {(byte) 0xFF, (byte) 0xFE},
    {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
    {(byte) 0x80},
  };

  private static final List<String> HEADER_NAMES =
      List.of(
          "ce_specversion",
          "ce_id",
          "ce_source",
          "ce_type",
          "ce_time",
          "ce_subject",
          "ce_partitionkey",
          "ce_tenant",
          "ce_requestid",
          "content-type",
          "traceparent",
          "vigil.backfill",
          "vigil.run",
          "vigil.run.outputs",
          "vigil.page",
          "vigil.origin",
          "vigil.origin.timestamp",
          "vigil.dlq.topic",
          "vigil.dlq.timestamp",
          "vigil.dlq.attempt",
          "vigil.dlq.reason",
          "vigil.superseded",
          "vigil.planted",
          "",
          "x-planted\n\u0007");

  private static final List<String> HEADER_VALUES =
      List.of(
          "",
          "1.0",
          "2.0",
          "1",
          "-1",
          "true",
          "false",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "x-planted",
          "planted-other",
          "observation.deleted",
          "consent.cleared",
          "Consent/",
          "/planted",
          "Observation/o1/_history/1",
          "2026-01-15T12:00:00Z",
          "+999999999-12-31T23:59:59Z",
          "fhir.events:0:-1",
          "planted:planted:planted",
          ",".repeat(300),
          "alerts,",
          "planted".repeat(300),
          "\u0000\u001b[2J");

  /** Schema ids of the wire format: known, unknown, another record, too old. */
  private static final int[] SCHEMA_IDS = {7, 8, 9, 10, 11, 99, -1, 0, Integer.MAX_VALUE};

  private final List<InputRecord> seeds;

  /** From valid records. */
  public FuzzMutator(List<InputRecord> seeds) {
    this.seeds = List.copyOf(seeds);
  }

  /** The input of a number, always the same for the same seed. */
  public InputRecord input(long seed, long number) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
    InputRecord record = seeds.get(random.nextInt(seeds.size()));
    int kind = random.nextInt(20_000);
    byte @Nullable [] value = record.value();
    Headers headers = new RecordHeaders(record.headers().toArray());
    byte @Nullable [] key = record.key();
    String topic = record.topic();
    int partition = 0;
    if (kind < 600) {
      value = random(random, 200);
    } else if (kind < 1_200) {
      value = wire(random, random(random, 120));
    } else if (kind < 1_208) {
      value = bomb(random);
    } else if (kind < 1_270) {
      value = kind < 1_240 ? null : new byte[0];
    } else if (kind < 17_000) {
      for (int times = random.nextInt(4); times > 0; times--) {
        value = damaged(random, value == null ? new byte[0] : value);
      }
    }
    if (random.nextInt(8) == 0) {
      headers = damaged(random, headers);
    }
    if (random.nextInt(30) == 0) {
      key = key(random);
    }
    if (random.nextInt(60) == 0) {
      partition = 1;
    }
    if (random.nextInt(30) == 0) {
      topic =
          random.nextInt(4) == 0
              ? FuzzSeeds.ACKS
              : random.nextBoolean() ? FuzzSeeds.REPLAY : FuzzSeeds.EVENTS;
    }
    if (random.nextInt(8) != 0) {
      // Else all but the first would be duplicates or conflicts, and come no further.
      byte[] id = utf8("e%06d".formatted(number % 1_000_000));
      value = value == null ? null : withId(value, id);
      Header cloudEventId = headers.lastHeader("ce_id");
      if (cloudEventId != null && cloudEventId.value() != null) {
        headers.remove("ce_id").add("ce_id", withId(cloudEventId.value(), id));
      }
    }
    return new InputRecord(topic, partition, number, record.timestamp(), key, value, headers);
  }

  private static byte[] withId(byte[] bytes, byte[] id) {
    byte[] seed = utf8(FuzzSeeds.EVENT_ID);
    for (int i = 0; i + seed.length <= bytes.length; i++) {
      if (bytes[i] == seed[0] && Arrays.equals(bytes, i, i + seed.length, seed, 0, seed.length)) {
        byte[] renamed = bytes.clone();
        System.arraycopy(id, 0, renamed, i, id.length);
        return renamed;
      }
    }
    return bytes;
  }

  /** A damaged text. */
  public byte[] damaged(long seed, long number, byte[] text) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
    byte[] damaged = text;
    for (int times = random.nextInt(4); times > 0; times--) {
      damaged = random.nextInt(6) == 0 ? damaged(random, damaged) : json(random, damaged);
    }
    return damaged;
  }

  private byte[] damaged(SplittableRandom random, byte[] bytes) {
    if (bytes.length == 0) {
      return random(random, 3);
    }
    int at = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, at + random.nextInt(30));
    return switch (random.nextInt(14)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> spliced(bytes, at, to, new byte[0]);
      case 2 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
      case 3 -> spliced(bytes, at, at, utf8(one(random, PIECES)));
      case 4 -> spliced(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
      case 5 -> spliced(bytes, at, at, BROKEN_UTF8[random.nextInt(BROKEN_UTF8.length)]);
      case 6 -> crossed(random, bytes, at);
      case 7 ->
          bytes[0] == 0
              ? wire(random, Arrays.copyOfRange(bytes, Math.min(5, bytes.length), bytes.length))
              : json(random, bytes);
      case 8 -> spliced(bytes, 0, 0, BROKEN_UTF8[random.nextInt(BROKEN_UTF8.length)]);
      case 9, 10, 11 -> json(random, bytes);
      default ->
          spliced(bytes, at, at + 1, new byte[] {(byte) (bytes[at] ^ (1 << random.nextInt(8)))});
    };
  }

  /** Replaces, repeats or nests the value of a member, so that mostly it is still JSON. */
  private byte[] json(SplittableRandom random, byte[] bytes) {
    int colon = next(bytes, bytes.length == 0 ? 0 : random.nextInt(bytes.length), "\":");
    if (colon < 0) {
      return bytes.length == 0 ? bytes : spliced(bytes, 0, 0, utf8(one(random, PIECES)));
    }
    int value = colon + 2;
    int end = endOfValue(bytes, value);
    int name = colon;
    while (name > 0 && bytes[name - 1] != '"') {
      name--;
    }
    name = Math.max(0, name - 1);
    return switch (random.nextInt(5)) {
      case 0 -> spliced(bytes, name, name, member(bytes, name, end));
      case 1 -> {
        int depth = random.nextInt(10) == 0 ? 900 + random.nextInt(300) : 1 + random.nextInt(8);
        boolean array = random.nextBoolean();
        String open = (array ? "[" : "{\"a\":").repeat(depth);
        String close = (array ? "]" : "}").repeat(depth);
        yield spliced(spliced(bytes, end, end, utf8(close)), value, value, utf8(open));
      }
      default -> spliced(bytes, value, end, utf8(one(random, NONSENSE)));
    };
  }

  private static byte[] member(byte[] bytes, int from, int to) {
    byte[] member = Arrays.copyOfRange(bytes, from, to + 1);
    member[member.length - 1] = ',';
    return member;
  }

  /** Where a JSON value ends, roughly: enough for what is JSON. */
  private static int endOfValue(byte[] bytes, int from) {
    int depth = 0;
    boolean text = false;
    for (int i = from; i < bytes.length; i++) {
      byte b = bytes[i];
      if (text) {
        if (b == '\\') {
          i++;
        } else if (b == '"') {
          text = false;
        }
      } else if (b == '"') {
        text = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if (b == '}' || b == ']') {
        if (depth == 0) {
          return i;
        }
        depth--;
      } else if (b == ',' && depth == 0) {
        return i;
      }
    }
    return bytes.length;
  }

  private static int next(byte[] bytes, int from, String found) {
    byte[] wanted = utf8(found);
    for (int i = from; i + wanted.length <= bytes.length; i++) {
      if (bytes[i] == wanted[0] && bytes[i + 1] == wanted[1]) {
        return i;
      }
    }
    return -1;
  }

  /** The head of one record and the tail of another. */
  private byte[] crossed(SplittableRandom random, byte[] bytes, int at) {
    byte[] other = seeds.get(random.nextInt(seeds.size())).value();
    if (other == null || other.length == 0) {
      return bytes;
    }
    int from = random.nextInt(other.length);
    return spliced(bytes, at, bytes.length, Arrays.copyOfRange(other, from, other.length));
  }

  private static byte[] wire(SplittableRandom random, byte[] body) {
    int id = SCHEMA_IDS[random.nextInt(SCHEMA_IDS.length)];
    byte[] value = new byte[5 + body.length];
    for (int i = 0; i < 4; i++) {
      value[4 - i] = (byte) (id >> (8 * i));
    }
    System.arraycopy(body, 0, value, 5, body.length);
    return value;
  }

  /** Small texts that grow, deep ones, and ones at and beyond the bound on size. */
  private static byte[] bomb(SplittableRandom random) {
    String head =
        "{\"eventId\":\"e\",\"eventType\":\"observation.created\",\"patientId\":\"planted-7f3a91\","
            + "\"timestamp\":\"2026-01-15T12:00:00Z\",\"resource\":{\"resourceType\":\"Observation\","
            + "\"id\":\"o1\",\"meta\":{\"versionId\":\"1\"},\"subject\":{\"reference\":"
            + "\"Patient/planted-7f3a91\"},\"a\":";
    String body =
        switch (random.nextInt(10)) {
          case 0 -> "[".repeat(50_000);
          case 1 -> "{\"a\":".repeat(50_000);
          case 2 -> "\"" + "x".repeat(900_000) + "\"";
          case 3 -> "\"" + "x".repeat(SampleRecord.MAX_VALUE_BYTES) + "\"";
          case 4 -> "[" + "{},".repeat(300_000) + "{}]";
          case 5 -> "[" + "0,".repeat(450_000) + "0]";
          case 6 -> members(random.nextInt(450, 600), "m");
          case 7 -> "[" + (members(500, "m") + ",").repeat(100) + "{}]";
          case 8 -> "\"" + "\\u0070".repeat(150_000) + "\"";
          default -> "9".repeat(900_000);
        };
    if (random.nextInt(4) == 0) {
      String data =
          Base64.getEncoder()
              .encodeToString(("{\"a\":" + "[".repeat(300_000)).getBytes(StandardCharsets.UTF_8));
      return utf8(
          "{\"specversion\":\"1.0\",\"type\":\"consent.updated\",\"data_base64\":\""
              + data
              + "\"}");
    }
    return utf8(head + body + "}}");
  }

  private static String members(int count, String name) {
    StringBuilder members = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      members.append(i == 0 ? "\"" : ",\"").append(name).append(i).append("\":").append(i);
    }
    return members.append('}').toString();
  }

  private static byte @Nullable [] key(SplittableRandom random) {
    return switch (random.nextInt(7)) {
      case 0 -> null;
      case 1 -> new byte[0];
      case 2 -> utf8("planted-other");
      case 3 -> utf8("planted-clinic|planted-7f3a91");
      case 4 -> BROKEN_UTF8[random.nextInt(BROKEN_UTF8.length)];
      case 5 -> utf8("planted|".repeat(1_000));
      default -> random(random, 20);
    };
  }

  private static Headers damaged(SplittableRandom random, Headers headers) {
    Header[] all = headers.toArray();
    Headers damaged = new RecordHeaders(all);
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      String name =
          all.length > 0 && random.nextBoolean()
              ? all[random.nextInt(all.length)].key()
              : one(random, HEADER_NAMES);
      if (random.nextInt(4) == 0) {
        damaged.remove(name);
      } else {
        damaged.add(new RecordHeader(name, headerValue(random)));
      }
    }
    return damaged;
  }

  private static byte @Nullable [] headerValue(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> null;
      case 1 -> random(random, 20);
      case 2 -> BROKEN_UTF8[random.nextInt(BROKEN_UTF8.length)];
      case 3 -> random.nextInt(20) == 0 ? new byte[20_000] : new byte[20];
      default -> utf8(one(random, HEADER_VALUES));
    };
  }

  private static byte[] random(SplittableRandom random, int bound) {
    byte[] bytes = new byte[random.nextInt(bound)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String one(SplittableRandom random, List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
    byte[] spliced = Arrays.copyOf(bytes, bytes.length - (to - from) + between.length);
    System.arraycopy(between, 0, spliced, from, between.length);
    System.arraycopy(bytes, to, spliced, from + between.length, bytes.length - to);
    return spliced;
  }
}
