package dev.vigil.topology.runtime.check;

import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.DeadLetterReason;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the pipeline would say to an event.
 *
 * @param place where the event comes from
 * @param outcome what it comes to
 * @param reason of a dead letter; null: it is none
 * @param location of the fault; null: the whole
 * @param sameAs place of the event with the same id; null: none has
 * @param event as it was understood; null: it was not
 * @param recordKey under which it was checked; null: none could be told
 * @param keyFromEvent the record key is a guess, from whom the event names
 * @param partition in which the record belongs; empty: not asked, or not known
 * @param hints what will hurt
 */
public record CheckedSample(
    String place,
    Outcome outcome,
    @Nullable DeadLetterReason reason,
    @Nullable String location,
    @Nullable String sameAs,
    @Nullable ChangeEvent event,
    @Nullable String recordKey,
    boolean keyFromEvent,
    OptionalInt partition,
    List<Hint> hints) {

  /** What an event comes to. */
  public enum Outcome {
    ACCEPTED,
    /** Same id and same content as an event before: it changes nothing. */
    DUPLICATE,
    DEAD_LETTERED
  }

  /** What could not be taken apart into events. */
  public static CheckedSample unreadable(
      String place, DeadLetterReason reason, @Nullable String location) {
    return new CheckedSample(
        place,
        Outcome.DEAD_LETTERED,
        reason,
        location,
        null,
        null,
        null,
        false,
        OptionalInt.empty(),
        List.of());
  }
}
