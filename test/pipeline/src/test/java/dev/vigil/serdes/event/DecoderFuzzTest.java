package dev.vigil.serdes.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.vigil.serdes.avro.WireFormat.SchemaId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Valid records, damaged at random but the same at every run: each has an outcome, and no dead
 * letter says who the patient is.
 */
class DecoderFuzzTest {
  private static final int RECORDS = 20_000;
  private static final List<Form> FORMS = List.of(Form.values());
  private static final String PATIENT = "planted-7f3a91";

  /** Long enough to be an identifier, short enough to be cut out by damage. */
  private static final String TRACE = "planted";

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ":",
          ",",
          "null",
          "1e999",
          "\\u0000",
          "\\ud800",
          "\u0000",
          "\"eventId\":",
          "\"resource\":{",
          "\"data_base64\":\"e30=\",",
          "\"specversion\":\"1.0\",");

  private final Random random = new Random(20_260_115);
  private final ChangeEventDecoder decoder = SampleRecord.decoder();
  private final ChangeEventWriter writer =
      new ChangeEventWriter(new SchemaId(SampleSchemas.CURRENT_ID));
  private final Map<DeadLetterReason, Integer> reasons = new EnumMap<>(DeadLetterReason.class);
  private int events;

  @Test
  void everyRecordHasAnOutcomeAndNoneNamesThePatient() {
    for (int i = 0; i < RECORDS; i++) {
      Form form = FORMS.get(i % FORMS.size());
      InputRecord damaged = damaged(sample().in(form));
      try {
        take(decoder.decode(damaged));
      } catch (RuntimeException | Error e) {
        fail("record %s, made from %s: %s".formatted(i, form, e), e);
      }
    }
    // Damage that is always fatal in the same way, or never, would test little.
    assertThat(events).isBetween(RECORDS / 50, RECORDS / 2);
    assertThat(reasons).hasSizeGreaterThan(12);
  }

  private void take(Decoded decoded) {
    if (decoded instanceof ChangeEvent event) {
      events++;
      // What later steps do with any event.
      assertThat(writer.encode(event)).isNotEmpty();
      assertThat(event.identity()).isNotEqualTo(event.content());
    } else if (decoded instanceof Undecodable no) {
      reasons.merge(no.reason(), 1, Integer::sum);
      assertThat(no.reason().code()).doesNotContainIgnoringCase(TRACE);
      assertThat(String.valueOf(no.location())).doesNotContainIgnoringCase(TRACE);
      // A member or a byte, never content: any text of the record could be patient data.
      assertThat(String.valueOf(no.location())).matches("[A-Za-z0-9_.-]{1,40}|byte \\d+");
    }
  }

  private SampleRecord sample() {
    SampleRecord sample =
        new SampleRecord()
            .with("patientId", PATIENT)
            .keyed(PATIENT)
            .resource(SampleRecord.RESOURCE.replace("Patient/p1", "Patient/" + PATIENT))
            .on(random.nextInt(4) == 0 ? SampleRecord.REPLAY_TOPIC : SampleRecord.TOPIC);
    String[] numbers = {"1", "-1", "x" + PATIENT, "9223372036854775807", "-9223372036854775808"};
    sample.header("vigil.dlq.attempt", numbers[random.nextInt(numbers.length)]);
    sample.header("vigil.dlq.timestamp", numbers[random.nextInt(numbers.length)]);
    if (random.nextInt(20) == 0) {
      List<String> fields = List.copyOf(sample.fields.keySet());
      String field = fields.get(random.nextInt(fields.size()));
      if (!field.equals("timestamp")) {
        sample.with(field, PATIENT.repeat(random.nextInt(200)));
      }
    }
    return sample;
  }

  private InputRecord damaged(InputRecord record) {
    byte[] value = record.value();
    byte[] key = record.key();
    for (int times = random.nextInt(4); times > 0; times--) {
      value = value == null ? new byte[0] : damaged(value);
    }
    if (random.nextInt(30) == 0 && key != null) {
      key = damaged(key);
    }
    int partition = random.nextInt(50) == 0 ? 1 : 0;
    return new InputRecord(
        record.topic(), partition, 1, record.timestamp(), key, value, record.headers());
  }

  private byte[] damaged(byte[] bytes) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    int at = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, at + random.nextInt(30));
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> spliced(bytes, at, to, new byte[0]);
      case 2 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
      case 3 -> spliced(bytes, at, at, piece());
      case 4 -> spliced(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
      default ->
          spliced(bytes, at, at + 1, new byte[] {(byte) (bytes[at] ^ 1 << random.nextInt(8))});
    };
  }

  private byte[] piece() {
    return SampleRecord.bytes(PIECES.get(random.nextInt(PIECES.size())));
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
    byte[] spliced = Arrays.copyOf(bytes, bytes.length - (to - from) + between.length);
    System.arraycopy(between, 0, spliced, from, between.length);
    System.arraycopy(bytes, to, spliced, from + between.length, bytes.length - to);
    return spliced;
  }
}
