package dev.vigil.topology.runtime.deadletter;

import java.util.EnumMap;
import java.util.Map;

/** What a replay does, or would do, in numbers. */
public final class ReplayTally {
  private final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
  private final ReasonCounts reasons = new ReasonCounts();

  void add(DeadLetter letter, Fate fate) {
    fates.merge(fate, 1L, Long::sum);
    if (fate == Fate.SEND || fate == Fate.PARK) {
      reasons.add(letter);
    }
  }

  /** How many dead letters meet a fate. */
  public long count(Fate fate) {
    return fates.getOrDefault(fate, 0L);
  }

  /** How many are sent or parked. */
  public long moved() {
    return count(Fate.SEND) + count(Fate.PARK);
  }

  /** How many match and are left as they are although nobody replayed them yet. */
  public long leftOut() {
    return fates.entrySet().stream()
        .filter(entry -> entry.getKey().isLeftOut())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Why those that are sent or parked are dead letters. */
  public ReasonCounts reasons() {
    return reasons;
  }
}
