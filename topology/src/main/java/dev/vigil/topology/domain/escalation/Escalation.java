package dev.vigil.topology.domain.escalation;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.ConsentBasis;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.state.AlertFollowUp;
import dev.vigil.topology.domain.alert.AlertLifeCycle;
import dev.vigil.topology.domain.alert.Delivery;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides what happens when an alert was not acknowledged in time. */
public final class Escalation {
  /** Outcome: the last level was reached. */
  public static final String LADDER_ENDED = "ladder-ended";

  /** Outcome: treatment is denied by now, so that nothing may be said of the result. */
  public static final String CONSENT_DENIED = "consent-denied";

  /** Outcome: the alert is older than alerts are remembered. */
  public static final String ALERT_FORGOTTEN = "alert-forgotten";

  /**
   * Outcome: the alert was retracted while acknowledgements were switched off, so that nothing took
   * it out of what is due.
   */
  public static final String ALERT_RETRACTED = "alert-retracted";

  /** Outcome, and reason of a review item: the alert could not be escalated. */
  public static final String ESCALATION_FAILED = "escalation-failed";

  private Escalation() {}

  /**
   * Decides one level.
   *
   * @param newest newest revision of the alert; null: it is not known any more
   * @param followUp of an alert that is due
   * @param delivery what consent allows now
   * @param consent how that was decided
   */
  public static EscalationDecision decide(
      @Nullable CriticalLabAlert newest,
      AlertFollowUp followUp,
      Delivery delivery,
      ConsentBasis consent,
      Ladder ladder,
      Instant now) {
    if (newest == null) {
      return failed(followUp, ALERT_FORGOTTEN);
    }
    if (newest.getStatus() == AlertStatus.RETRACTED) {
      return new EscalationDecision(
          null, null, ALERT_RETRACTED, FollowUps.retracted(followUp, newest));
    }
    if (delivery == Delivery.WITHHOLD) {
      return new EscalationDecision(
          null, AlertLifeCycle.WITHHELD_CRITICAL, CONSENT_DENIED, FollowUps.ended(followUp));
    }
    int level = followUp.getLevel() + 1;
    Duration wait = ladder.wait(level);
    AlertFollowUp after = FollowUps.escalated(followUp, newest.getRevision() + 1, now, wait);
    CriticalLabAlert alert =
        AlertLifeCycle.escalated(
            newest, level, after.getDueAt(), consent, delivery == Delivery.BREAK_GLASS, now);
    return new EscalationDecision(alert, null, wait == null ? LADDER_ENDED : null, after);
  }

  /** Nobody can be paged by machine: a person must look. */
  public static EscalationDecision failed(AlertFollowUp followUp, String because) {
    return new EscalationDecision(null, ESCALATION_FAILED, because, FollowUps.ended(followUp));
  }
}
