package dev.vigil.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** Records a second over the last seconds. */
final class Pace {
  private static final long WINDOW_NANOS = 3_000_000_000L;

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long nanos, long records) {}

  /** Takes a reading, and gives the pace. */
  double at(long nanos, long records) {
    samples.addLast(new Sample(nanos, records));
    while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
      samples.removeFirst();
    }
    Sample oldest = samples.getFirst();
    long elapsed = nanos - oldest.nanos();
    return elapsed == 0 ? 0 : (records - oldest.records()) * 1e9 / elapsed;
  }
}
