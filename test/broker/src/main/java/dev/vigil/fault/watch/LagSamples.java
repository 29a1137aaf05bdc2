package dev.vigil.fault.watch;

import dev.vigil.fault.ledger.Ledger;
import java.time.Duration;

/** How many acknowledged records waited, over time. */
final class LagSamples {
  private static final long BEFORE = Duration.ofSeconds(5).toNanos();

  private final Longs times = new Longs();
  private final Longs lags = new Longs();

  void add(long time, long lag) {
    times.add(time);
    lags.add(lag);
  }

  int size() {
    return times.size();
  }

  /** Most that waited within five seconds before an instant. */
  long before(long instant) {
    long most = 0;
    for (int i = 0; i < size() && times.get(i) <= instant; i++) {
      if (times.get(i) >= instant - BEFORE) {
        most = Math.max(most, lags.get(i));
      }
    }
    return most;
  }

  /** Most that waited since an instant. */
  long most(long since) {
    int index = indexOfMost(since);
    return index < 0 ? 0 : lags.get(index);
  }

  /** When, after most waited, it was no more than a level again; {@link Ledger#NONE}: not yet. */
  long workedOff(long since, long level) {
    int most = indexOfMost(since);
    for (int i = Math.max(0, most); most >= 0 && i < size(); i++) {
      if (lags.get(i) <= level) {
        return times.get(i);
      }
    }
    return Ledger.NONE;
  }

  private int indexOfMost(long since) {
    int index = -1;
    for (int i = size() - 1; i >= 0 && times.get(i) > since; i--) {
      if (index < 0 || lags.get(i) >= lags.get(index)) {
        index = i;
      }
    }
    return index;
  }
}
