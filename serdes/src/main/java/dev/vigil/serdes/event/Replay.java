package dev.vigil.serdes.event;

import org.jspecify.annotations.Nullable;

/**
 * What a record on the replay topic says of itself; operators alone may write there.
 *
 * @param backfill brings what the stream never saw, so that its results do not page
 * @param run name of a reprocessing run, part of the event's identity; empty for none
 * @param originalTimestamp log-append time of the record that is replayed, milliseconds since 1970
 *     UTC; null for a record that is no replay
 * @param attempt how often it was replayed before
 */
public record Replay(boolean backfill, String run, @Nullable Long originalTimestamp, int attempt) {
  /** A record that came from its producer. */
  public static final Replay NONE = new Replay(false, "", null, 0);
}
