package dev.vigil.topology.domain.budget;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How much of a failure budget is used.
 *
 * @param limits of the budget
 * @param records that were processed within the window, those that failed among them
 * @param byReason dead letters that count, by the code of their reason
 * @param level 0 to 1, as the closer of the two limits allows; 1: spent
 */
public record BudgetUse(
    BudgetLimits limits, long records, SortedMap<String, Long> byReason, double level) {

  public BudgetUse {
    byReason = Collections.unmodifiableSortedMap(new TreeMap<>(byReason));
  }

  /** Dead letters that count, of all reasons. */
  public long deadLetters() {
    return byReason.values().stream().mapToLong(Long::longValue).sum();
  }

  /** For an operator: what was counted, and what is allowed. */
  public String text() {
    long failed = deadLetters();
    return String.format(
        Locale.ROOT,
        "%d dead letters of category processing or schema within %s (%s), %.1f %% of %d records;"
            + " allowed are %d, or less than %d %%",
        failed,
        limits.window(),
        reasons(),
        records == 0 ? 0.0 : failed * 100.0 / records,
        records,
        limits.deadLetters(),
        limits.percent());
  }

  private String reasons() {
    return byReason.entrySet().stream()
        .map((Map.Entry<String, Long> reason) -> reason.getKey() + " " + reason.getValue())
        .collect(Collectors.joining(", "));
  }
}
