package dev.vigil.topology.runtime.deadletter;

import dev.vigil.topology.runtime.Coordinates;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters an operator means. Every part that is given must hold.
 *
 * @param reasons codes; empty: any
 * @param categories codes; empty: any
 * @param since earliest {@link DeadLetter#time}; null: any
 * @param until the first time that is too late; null: none
 * @param key the record key of one patient; null: any. A record under another patient's key is that
 *     one's, whatever its content says
 * @param source where the record stood when it failed, or stood first
 * @param places of the dead letters themselves; empty: any
 */
// The array is compared, never changed.
@SuppressWarnings("ArrayRecordComponent")
public record DeadLetterFilter(
    Set<String> reasons,
    Set<String> categories,
    @Nullable Instant since,
    @Nullable Instant until,
    byte @Nullable [] key,
    Source source,
    Set<Place> places)
    implements Predicate<DeadLetter> {

  /** All there are. */
  public static final DeadLetterFilter ALL =
      new DeadLetterFilter(Set.of(), Set.of(), null, null, null, Source.ANY, Set.of());

  /**
   * A part of the inputs.
   *
   * @param topic full name; null: any
   * @param partition of the input; null: any
   * @param first first offset
   * @param last last offset
   */
  public record Source(@Nullable String topic, @Nullable Integer partition, long first, long last) {
    /** Every input. */
    public static final Source ANY = new Source(null, null, 0, Long.MAX_VALUE);

    boolean contains(@Nullable Coordinates record) {
      return record != null
          && (topic == null || topic.equals(record.topic()))
          && (partition == null || partition == record.partition())
          && record.offset() >= first
          && record.offset() <= last;
    }
  }

  /** Dead letters of certain places only. */
  public static DeadLetterFilter at(Set<Place> places) {
    return new DeadLetterFilter(Set.of(), Set.of(), null, null, null, Source.ANY, places);
  }

  @Override
  public boolean test(DeadLetter letter) {
    Instant time = letter.time();
    return (places.isEmpty() || places.contains(letter.place()))
        && (reasons.isEmpty() || reasons.contains(String.valueOf(letter.reason())))
        && (categories.isEmpty() || categories.contains(String.valueOf(letter.category())))
        && (since == null || !time.isBefore(since))
        && (until == null || time.isBefore(until))
        && (key == null || Arrays.equals(key, letter.record().key()))
        && (source.equals(Source.ANY)
            || source.contains(letter.source())
            || source.contains(letter.origin()));
  }
}
