package dev.vigil.topology.domain.health;

import java.time.Duration;

/**
 * Time from look to look. A process that was frozen, or starved, finds itself minutes later: that
 * time counts for a moment only, because nothing could be done in it.
 */
final class Steps {
  private static final long LONGEST = Duration.ofSeconds(3).toNanos();

  private boolean began;
  private long last;

  /** Nanoseconds since the look before that count. */
  long next(long nanos) {
    long passed = began ? nanos - last : 0;
    began = true;
    last = nanos;
    return Math.max(0, Math.min(passed, LONGEST));
  }
}
