package dev.vigil.serdes.event;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a record on the replay topic says of itself; operators alone may write there.
 *
 * @param backfill brings what the stream never saw
 * @param run name of a reprocessing run, part of the event's identity; empty for none
 * @param outputs names of the outputs that the run is for; empty: all
 * @param page whether critical results of a backfill or run page as if they had just come
 * @param origin where the record stood first, {@code topic:partition:offset}; null for a record
 *     that is no replay
 * @param originalTimestamp log-append time of the record that is replayed, milliseconds since 1970
 *     UTC; null for a record that is no replay
 * @param attempt how often it was replayed before
 */
public record Replay(
    boolean backfill,
    String run,
    Set<String> outputs,
    boolean page,
    @Nullable String origin,
    @Nullable Long originalTimestamp,
    int attempt) {
  /** A record that came from its producer. */
  public static final Replay NONE = new Replay(false, "", Set.of(), false, null, null, 0);

  /** Whether its producer sent it, and nobody brought it in or again. */
  public boolean isFromProducer() {
    return !backfill && !isRun() && originalTimestamp == null;
  }

  /** Whether it is sent through again, after its rules changed or for a new output. */
  public boolean isRun() {
    return !run.isEmpty();
  }

  /**
   * Whether it brings what the stream never saw, for the first time: what was taken in before is
   * then a duplicate, but not because this very record did so before it became a dead letter.
   */
  public boolean isFirstBackfill() {
    return backfill && !isRun() && originalTimestamp == null;
  }

  /** Whether a critical result pages nobody: it was brought in later, on purpose. */
  public boolean isQuiet() {
    return (backfill || isRun()) && !page;
  }

  /** Whether the record is for an output. */
  public boolean isFor(String output) {
    return outputs.isEmpty() || outputs.contains(output);
  }
}
