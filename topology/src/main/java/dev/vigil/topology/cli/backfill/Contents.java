package dev.vigil.topology.cli.backfill;

import dev.vigil.topology.runtime.backfill.BackfillRecords.Ready;
import java.util.Map;
import java.util.TreeMap;

/** How much of what is in the files of a backfill. */
final class Contents {
  /** Files may call a resource anything. */
  private static final int MOST_TYPES = 200;

  private final Map<String, Long> types = new TreeMap<>();
  private final Map<String, Long> problems = new TreeMap<>();
  private long records;
  private long leftOut;

  void take(Ready ready) {
    records++;
    count(types, ready.event().resourceType());
  }

  /** Counts by code, wherever the fault is. */
  void leaveOut(String problem) {
    leftOut++;
    int at = problem.indexOf(" at ");
    count(problems, at < 0 ? problem : problem.substring(0, at));
  }

  private static void count(Map<String, Long> counts, String name) {
    counts.merge(
        counts.size() < MOST_TYPES || counts.containsKey(name) ? name : "others", 1L, Long::sum);
  }

  long records() {
    return records;
  }

  long leftOut() {
    return leftOut;
  }

  Map<String, Long> types() {
    return types;
  }

  Map<String, Long> problems() {
    return problems;
  }
}
