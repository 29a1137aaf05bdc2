package dev.vigil.topology.runtime;

import dev.vigil.avro.Operation;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.domain.budget.BudgetUse;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A failure budget that was spent and that no operator has acknowledged since, as {@code
 * vigil.control} tells it to all instances.
 *
 * @param at when
 * @param instance that stopped
 * @param details what was counted, by the names that {@link #details} gives
 */
public record SpentBudget(Instant at, String instance, Map<String, String> details) {
  /** What of an application it is, in {@code vigil.control}. */
  static final String CONTROLLED = "failure-budget";

  private static final String REASON = "reason.";
  private static final String UNKNOWN = "?";

  /**
   * Asks the topic.
   *
   * @return empty: instances may start
   * @throws VigilException if the topic is missing or cannot be read
   */
  public static Optional<SpentBudget> read(
      Configuration configuration, ClusterAdmin cluster, Registry registry) {
    return of(ControlRecords.read(configuration, cluster, registry));
  }

  /** Of what was read; empty: instances may start. */
  public static Optional<SpentBudget> of(ControlRecords control) {
    // What a newer release says there, this one cannot know: only an acknowledgement lets it start.
    return control
        .latest(CONTROLLED)
        .filter(last -> last.getOperation() != Operation.FAILURE_BUDGET_ACKNOWLEDGED)
        .map(last -> new SpentBudget(last.getAt(), last.getSubject(), last.getDetails()));
  }

  /** What an instance tells of a budget that it has spent: counts and codes. */
  static Map<String, String> details(BudgetUse use) {
    Map<String, String> details = new TreeMap<>();
    details.put("dead-letters", Long.toString(use.deadLetters()));
    details.put("records", Long.toString(use.records()));
    details.put("limit", Integer.toString(use.limits().deadLetters()));
    details.put("percent", Integer.toString(use.limits().percent()));
    details.put("window", use.limits().window().toString());
    details.put("version", Version.current());
    use.byReason().forEach((reason, count) -> details.put(REASON + reason, Long.toString(count)));
    return details;
  }

  /** What happened, on one line. */
  public String text() {
    return "%s dead letters of category processing or schema (%s) among %s records within %s, written by %s, Vigil %s, at %s"
        .formatted(
            detail("dead-letters"),
            byReason().entrySet().stream()
                .map((Map.Entry<String, String> one) -> one.getKey() + " " + one.getValue())
                .collect(Collectors.joining(", ")),
            detail("records"),
            detail("window"),
            instance,
            detail("version"),
            at);
  }

  /** How many of which reason. */
  public SortedMap<String, String> byReason() {
    SortedMap<String, String> reasons = new TreeMap<>();
    details.forEach(
        (name, count) -> {
          if (name.startsWith(REASON)) {
            reasons.put(name.substring(REASON.length()), count);
          }
        });
    return reasons;
  }

  private String detail(String name) {
    return details.getOrDefault(name, UNKNOWN);
  }
}
