package dev.vigil.topology.runtime.audit.trace;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When what is looked for was decided or done.
 *
 * @param since the first instant; null: as long as records are kept
 * @param until the first instant that is beyond; null: up to now
 */
public record Period(@Nullable Instant since, @Nullable Instant until) {

  /** Whether an instant is within. */
  public boolean contains(Instant at) {
    return (since == null || !at.isBefore(since)) && (until == null || at.isBefore(until));
  }

  /** For people. */
  @Override
  public String toString() {
    return (since == null ? "the oldest that is kept" : since)
        + " to "
        + (until == null ? "now" : "before " + until);
  }
}
