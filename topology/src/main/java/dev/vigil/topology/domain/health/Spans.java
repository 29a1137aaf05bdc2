package dev.vigil.topology.domain.health;

import java.time.Duration;

/** Spans of time, as an operator reads them. */
final class Spans {
  private static final long MINUTES_FROM = 180;
  private static final long HOURS_FROM = 3 * 3600;

  private Spans() {}

  static String seconds(long nanos) {
    return Duration.ofNanos(nanos).toSeconds() + " s";
  }

  /** In the unit that says most; no more exact than an estimate is. */
  static String about(double seconds) {
    if (!(seconds < Integer.MAX_VALUE)) {
      return "for ever";
    }
    long whole = Math.round(seconds);
    if (whole < MINUTES_FROM) {
      return whole + " s";
    }
    return whole < HOURS_FROM ? whole / 60 + " min" : whole / 3600 + " h";
  }
}
