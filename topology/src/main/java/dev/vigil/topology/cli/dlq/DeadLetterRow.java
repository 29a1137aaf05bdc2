package dev.vigil.topology.cli.dlq;

import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.deadletter.DeadLetter;
import dev.vigil.topology.runtime.deadletter.Place;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a list says of a dead letter: nothing of its key and content, and nothing that keeps them in
 * memory.
 */
record DeadLetterRow(
    Place place,
    Instant time,
    @Nullable String reason,
    @Nullable String category,
    @Nullable String location,
    @Nullable Coordinates source,
    @Nullable Coordinates origin,
    OptionalInt attempt,
    @Nullable String version,
    int keyBytes,
    int contentBytes,
    List<String> malformed,
    DeadLetterState state) {
  static final List<String> HEADINGS =
      List.of("PLACE", "ARRIVED", "REASON", "LOCATION", "FAILED AT", "ATTEMPT", "STATE");

  /** From old to new, and the same each time. */
  static final Comparator<DeadLetterRow> BY_TIME =
      Comparator.comparing(DeadLetterRow::time)
          .thenComparingInt(row -> row.place().partition())
          .thenComparingLong(row -> row.place().offset());

  private static final String NONE = "-";

  static DeadLetterRow of(DeadLetter letter, DeadLetterState state) {
    return new DeadLetterRow(
        letter.place(),
        letter.time(),
        letter.reason(),
        letter.category(),
        letter.location(),
        letter.source(),
        letter.origin(),
        letter.attempt(),
        letter.version(),
        Math.max(0, letter.record().serializedKeySize()),
        Math.max(0, letter.record().serializedValueSize()),
        letter.malformed(),
        state);
  }

  /** As {@link #HEADINGS}. */
  List<String> columns() {
    return List.of(
        place.toString(),
        time.toString(),
        malformed.isEmpty() ? text(reason) : text(reason) + " (!)",
        text(location),
        text(source),
        attempt.isPresent() ? Integer.toString(attempt.getAsInt()) : NONE,
        state.code());
  }

  private static String text(@Nullable Object value) {
    return value == null ? NONE : value.toString();
  }

  /** For programs. */
  Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("place", place.toString());
    object.put("partition", place.partition());
    object.put("offset", place.offset());
    object.put("arrived", time.toString());
    object.put("reason", reason);
    object.put("category", category);
    object.put("location", location);
    object.put("source", object(source));
    object.put("origin", object(origin));
    object.put("attempt", attempt.isPresent() ? attempt.getAsInt() : null);
    object.put("version", version);
    object.put("state", state.code());
    object.put("keyBytes", keyBytes);
    object.put("contentBytes", contentBytes);
    object.put("malformed", malformed);
    return object;
  }

  private static @Nullable Map<String, Object> object(@Nullable Coordinates coordinates) {
    if (coordinates == null) {
      return null;
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("topic", coordinates.topic());
    object.put("partition", coordinates.partition());
    object.put("offset", coordinates.offset());
    return object;
  }
}
