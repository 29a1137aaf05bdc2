package dev.vigil.topology.runtime.deadletter;

import dev.vigil.serdes.event.DeadLetterHeaders;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.ReplayHeaders;
import dev.vigil.serdes.fhir.Utf8;
import dev.vigil.topology.runtime.Coordinates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One record of the dead-letter topic or the parking topic, and what its headers say. Somebody else
 * may have written there: what a header should say and does not is named by {@link #malformed}.
 */
public final class DeadLetter {
  private static final Map<String, DeadLetterReason> REASONS =
      Arrays.stream(DeadLetterReason.values())
          .collect(Collectors.toMap(DeadLetterReason::code, Function.identity()));

  private static final Pattern CODE = Pattern.compile("[a-z0-9]{1,30}(-[a-z0-9]{1,30}){0,5}");
  private static final Pattern LOCATION = Pattern.compile("[\\x20-\\x7E]{1,300}");
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.+_-]{1,80}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final int LONGEST = 500;

  private final ConsumerRecord<byte[], byte[]> record;
  private final List<String> malformed = new ArrayList<>();
  private final @Nullable String reason;
  private final @Nullable String category;
  private final @Nullable String location;
  private final @Nullable String version;
  private final @Nullable Coordinates source;
  private final @Nullable Coordinates origin;
  private final OptionalLong timestamp;
  private final OptionalInt attempt;
  private final boolean encrypted;

  /** Reads the headers; never fails. */
  public DeadLetter(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
    this.reason = required(DeadLetterHeaders.REASON, CODE);
    this.category = required(DeadLetterHeaders.CATEGORY, CODE);
    this.location = optional(DeadLetterHeaders.LOCATION, LOCATION);
    this.version = required(DeadLetterHeaders.VERSION, VERSION);
    this.timestamp = number(required(DeadLetterHeaders.TIMESTAMP, NUMBER));
    this.attempt = smallNumber(DeadLetterHeaders.ATTEMPT);
    this.encrypted = optional(DeadLetterHeaders.ENCRYPTED, NUMBER) != null;
    this.source = readSource();
    this.origin = readOrigin();
  }

  /** The record itself: key, value and all headers as they stand in the topic. */
  public ConsumerRecord<byte[], byte[]> record() {
    return record;
  }

  /** Where the dead letter stands. */
  public Coordinates coordinates() {
    return new Coordinates(record.topic(), record.partition(), record.offset());
  }

  /** Where it stands within its topic. */
  public Place place() {
    return new Place(record.partition(), record.offset());
  }

  /** Code of the reason, which another release may have given; null: none that could be one. */
  public @Nullable String reason() {
    return reason;
  }

  /** The reason, if this release knows it. */
  public Optional<DeadLetterReason> knownReason() {
    return reason == null ? Optional.empty() : Optional.ofNullable(REASONS.get(reason));
  }

  /** Code of the reason's category; null: none that could be one. */
  public @Nullable String category() {
    return category;
  }

  /** Where in the record the fault is; null: nowhere in particular. */
  public @Nullable String location() {
    return location;
  }

  /** The release that set it aside; null: not told. */
  public @Nullable String version() {
    return version;
  }

  /** Where the record stood that failed, on {@code fhir.replay} too; null: not told. */
  public @Nullable Coordinates source() {
    return source;
  }

  /**
   * Where the record stood first: for a replay that failed again, not the replay; null: unknown.
   */
  public @Nullable Coordinates origin() {
    return origin == null ? source : origin;
  }

  /**
   * Log-append time of the record that failed first. Where no header tells it, the dead letter's
   * own time, so that no filter by time hides it.
   */
  public Instant time() {
    return Instant.ofEpochMilli(timestamp.orElse(record.timestamp()));
  }

  /** How often it was replayed before it failed; empty: not told. */
  public OptionalInt attempt() {
    return attempt;
  }

  /** Whether the record itself is left out, because it is too large. */
  public boolean isLeftOut() {
    return record.headers().lastHeader(DeadLetterHeaders.LEFT_OUT) != null;
  }

  /** Whether its value is encrypted. */
  public boolean isEncrypted() {
    return encrypted;
  }

  /** Names of Vigil's headers that are missing, or hold what Vigil does not write. */
  public List<String> malformed() {
    return List.copyOf(malformed);
  }

  /** The headers that the record had before it became a dead letter, as they are. */
  public List<Header> ownHeaders() {
    List<Header> own = new ArrayList<>();
    for (Header header : record.headers()) {
      if (!header.key().startsWith(DeadLetterHeaders.PREFIX)) {
        own.add(header);
      }
    }
    return own;
  }

  private @Nullable Coordinates readSource() {
    String topic = required(DeadLetterHeaders.TOPIC, Coordinates.TOPIC);
    OptionalInt partition = smallNumber(DeadLetterHeaders.PARTITION);
    OptionalLong offset = number(required(DeadLetterHeaders.OFFSET, NUMBER));
    return topic == null || partition.isEmpty() || offset.isEmpty()
        ? null
        : new Coordinates(topic, partition.getAsInt(), offset.getAsLong());
  }

  private @Nullable Coordinates readOrigin() {
    Header header = record.headers().lastHeader(ReplayHeaders.ORIGIN);
    if (header == null) {
      return null;
    }
    String text = text(header);
    Coordinates coordinates = text == null ? null : Coordinates.parse(text);
    if (coordinates == null) {
      malformed.add(ReplayHeaders.ORIGIN);
    }
    return coordinates;
  }

  private OptionalInt smallNumber(String name) {
    OptionalLong number = number(required(name, NUMBER));
    if (number.isPresent() && number.getAsLong() > Integer.MAX_VALUE) {
      malformed.add(name);
      return OptionalInt.empty();
    }
    return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }

  private static OptionalLong number(@Nullable String digits) {
    return digits == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
  }

  private @Nullable String required(String name, Pattern form) {
    String text = optional(name, form);
    if (record.headers().lastHeader(name) == null) {
      malformed.add(name);
    }
    return text;
  }

  private @Nullable String optional(String name, Pattern form) {
    Header header = record.headers().lastHeader(name);
    if (header == null) {
      return null;
    }
    String text = text(header);
    if (text == null || !form.matcher(text).matches()) {
      malformed.add(name);
      return null;
    }
    return text;
  }

  private static @Nullable String text(Header header) {
    byte[] value = header.value();
    return value == null || value.length > LONGEST ? null : Utf8.decode(value);
  }
}
