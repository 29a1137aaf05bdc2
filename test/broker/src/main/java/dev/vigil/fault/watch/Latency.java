package dev.vigil.fault.watch;

import java.time.Duration;
import java.util.Arrays;

/**
 * From the sending of a critical result to the arrival of its alert.
 *
 * @param alerts how many there were
 */
public record Latency(int alerts, Duration median, Duration p99, Duration longest) {
  static Latency of(long[] nanos) {
    if (nanos.length == 0) {
      return new Latency(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }
    Arrays.sort(nanos);
    return new Latency(
        nanos.length,
        Duration.ofNanos(nanos[(nanos.length - 1) / 2]),
        Duration.ofNanos(nanos[(int) Math.ceil(nanos.length * 0.99) - 1]),
        Duration.ofNanos(nanos[nanos.length - 1]));
  }
}
