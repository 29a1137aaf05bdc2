package dev.vigil.topology.runtime.health;

import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an instance knows of its own condition: it works, and what a person must see to all the
 * same. Thread-safe.
 */
public final class Health {
  /** Whether the published critical-value profile is the one in force. */
  public static final String PROFILE = "profile";

  /** Whether less than half of the failure budget is used. */
  public static final String FAILURE_BUDGET = "failure-budget";

  /** Whether the stream's pace and liveness can be told. */
  public static final String LOOK = "look";

  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private final Map<String, Degraded> degraded = new TreeMap<>();

  private record Degraded(String headline, String reason) {}

  /** A condition is as it should be. */
  public synchronized void ok(String condition) {
    if (degraded.remove(condition) != null) {
      LOG.info("health: {} is as it should be again", condition);
    }
  }

  /**
   * A condition needs a person.
   *
   * @param reason for an operator, without patient data
   */
  public void degraded(String condition, String reason) {
    degraded(condition, reason, reason);
  }

  /**
   * A condition needs a person, and its figures change all the time.
   *
   * @param headline a line is logged when this changes, not whenever a figure does
   * @param reason for an operator, without patient data
   */
  public synchronized void degraded(String condition, String headline, String reason) {
    Degraded before = degraded.put(condition, new Degraded(headline, reason));
    if (before == null || !before.headline().equals(headline)) {
      LOG.warn("health: {} is degraded: {}", condition, reason);
    }
  }

  /** Whether nothing needs a person. */
  public synchronized boolean isOk() {
    return degraded.isEmpty();
  }

  /** Reasons by condition, of those that are degraded. */
  public synchronized Map<String, String> degraded() {
    Map<String, String> reasons = new TreeMap<>();
    degraded.forEach((condition, entry) -> reasons.put(condition, entry.reason()));
    return reasons;
  }
}
