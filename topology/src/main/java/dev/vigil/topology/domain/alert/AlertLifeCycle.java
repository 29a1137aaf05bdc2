package dev.vigil.topology.domain.alert;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.ConsentBasis;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.ReviewItem;
import dev.vigil.avro.state.AlertState;
import dev.vigil.topology.domain.lab.CriticalValue;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.LabJudgement;
import dev.vigil.topology.domain.lab.LabReasons;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Raises, updates and retracts the alerts of one Observation and its components. Only delivered
 * alerts have state; so what was withheld or stale is raised as new once it may be delivered.
 */
public final class AlertLifeCycle {
  /** Reason of a review item: a critical value was withheld because treatment is denied. */
  public static final String WITHHELD_CRITICAL = "withheld-critical";

  /** Reason of a review item or note: a critical value was too old to page anyone. */
  public static final String STALE_CRITICAL = "stale-critical";

  /** Note: the Observation is critical as before, and nothing an alert says has changed. */
  public static final String ALERT_UNCHANGED = "alert-unchanged";

  private final @Nullable AlertState before;
  private final Circumstances circumstances;
  private final List<CriticalLabAlert> standing;
  private final List<CriticalLabAlert> alerts = new ArrayList<>();
  private final List<ReviewItem> reviews = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private AlertLifeCycle(@Nullable AlertState before, Circumstances circumstances) {
    this.before = before;
    this.circumstances = circumstances;
    this.standing = before == null ? new ArrayList<>() : new ArrayList<>(before.getAlerts());
  }

  /** A new version of the Observation was judged. */
  public static AlertDecision judged(
      @Nullable AlertState before, LabJudgement judgement, Circumstances circumstances) {
    AlertLifeCycle cycle = new AlertLifeCycle(before, circumstances);
    String withdrawn = judgement.withdrawn();
    if (withdrawn != null) {
      cycle.retractAll(withdrawn);
    } else {
      judgement.findings().forEach(finding -> cycle.take(finding, judgement));
      cycle.retractGoneComponents(judgement.findings());
    }
    return cycle.decision();
  }

  /** The Observation was deleted. */
  public static AlertDecision deleted(@Nullable AlertState before, Circumstances circumstances) {
    AlertLifeCycle cycle = new AlertLifeCycle(before, circumstances);
    cycle.retractAll("deleted");
    return cycle.decision();
  }

  /**
   * The next revision of an alert that nobody acknowledged in time.
   *
   * @param level step of the escalation, from 1
   * @param acknowledgeBy when the next step follows; null: none does
   * @param consent on what basis it may be delivered now
   */
  public static CriticalLabAlert escalated(
      CriticalLabAlert newest,
      int level,
      @Nullable Instant acknowledgeBy,
      ConsentBasis consent,
      boolean breakGlass,
      Instant now) {
    Instant at = now.truncatedTo(ChronoUnit.MILLIS);
    return CriticalLabAlert.newBuilder(newest)
        .setStatus(AlertStatus.ESCALATED)
        .setRevision(newest.getRevision() + 1)
        .setLevel(level)
        .setPage(true)
        .setAt(at)
        .setStandingMs(Math.max(0, Duration.between(newest.getRaisedAt(), at).toMillis()))
        .setAcknowledgeBy(acknowledgeBy)
        .setPreviousValue(AlertRecords.valueAndUnit(newest))
        .setWorsening(false)
        .setConsent(consent)
        .setBreakGlass(breakGlass)
        .build();
  }

  private void take(Finding finding, LabJudgement judgement) {
    CriticalLabAlert last = standingAlert(finding.component());
    switch (finding.outcome()) {
      case CRITICAL -> {
        CriticalValue value = Objects.requireNonNull(finding.critical());
        takeCritical(finding, value, judgement, last);
      }
      // A correction that cannot be judged does not prove the alert wrong: it stays, and a
      // person is told.
      case REVIEW -> review(finding.reason(), finding);
      case NORMAL, NOT_COVERED -> retractIfStanding(last, "corrected");
      case IGNORED -> {
        notes.add(finding.reason());
        if (!finding.reason().equals(LabReasons.REGISTERED)) {
          retractIfStanding(last, "corrected");
        }
      }
    }
  }

  private void takeCritical(
      Finding finding,
      CriticalValue value,
      LabJudgement judgement,
      @Nullable CriticalLabAlert last) {
    if (circumstances.delivery() == Delivery.WITHHOLD) {
      review(WITHHELD_CRITICAL, null);
      return;
    }
    boolean stands = last != null && last.getStatus() != AlertStatus.RETRACTED;
    boolean quiet = circumstances.stale() || circumstances.backfill();
    if (circumstances.stale() && !stands) {
      if (circumstances.backfill()) {
        notes.add(STALE_CRITICAL);
      } else {
        review(STALE_CRITICAL, finding);
      }
      return;
    }
    CriticalLabAlert next = AlertRecords.of(finding, value, judgement, circumstances);
    if (last == null) {
      next.setStatus(AlertStatus.RAISED);
      next.setRevision(1);
      next.setPage(!quiet);
    } else {
      next.setRevision(last.getRevision() + 1);
      next.setRaisedAt(stands ? last.getRaisedAt() : next.getRaisedAt());
      next.setPreviousValue(AlertRecords.valueAndUnit(last));
      next.setStatus(stands ? AlertStatus.UPDATED : AlertStatus.RAISED);
      next.setWorsening(stands && AlertRecords.isWorse(next, last));
      boolean otherValue = !stands || !AlertRecords.sameValue(next, last);
      if (!otherValue && AlertRecords.saysTheSame(next, last)) {
        notes.add(ALERT_UNCHANGED);
        return;
      }
      // The final result that confirms a preliminary one pages nobody again.
      next.setPage(otherValue && !quiet);
    }
    write(next);
  }

  private void retractGoneComponents(List<Finding> findings) {
    if (findings.stream().anyMatch(AlertLifeCycle::mayHideComponents)) {
      return;
    }
    for (CriticalLabAlert last : List.copyOf(standing)) {
      boolean gone =
          findings.stream()
              .noneMatch(finding -> Objects.equals(finding.component(), last.getComponent()));
      if (gone) {
        retractIfStanding(last, "component-gone");
      }
    }
  }

  /** Components that cannot be read, or are not there yet, are not proved to be gone. */
  private static boolean mayHideComponents(Finding finding) {
    return finding.reason().equals(LabReasons.COMPONENTS_MALFORMED)
        || finding.reason().equals(LabReasons.REGISTERED);
  }

  private void retractAll(String because) {
    List.copyOf(standing).forEach(last -> retractIfStanding(last, because));
  }

  /** Whoever saw the alert must see its retraction: neither consent nor age holds it back. */
  private void retractIfStanding(@Nullable CriticalLabAlert last, String because) {
    if (last == null || last.getStatus() == AlertStatus.RETRACTED) {
      return;
    }
    CriticalLabAlert retraction = CriticalLabAlert.newBuilder(last).build();
    retraction.setStatus(AlertStatus.RETRACTED);
    retraction.setRevision(last.getRevision() + 1);
    retraction.setPreviousValue(AlertRecords.valueAndUnit(last));
    retraction.setRetractedBecause(because);
    retraction.setWorsening(false);
    retraction.setLevel(null);
    retraction.setAcknowledgeBy(null);
    retraction.setPage(true);
    retraction.setConsent(circumstances.consent());
    retraction.setBreakGlass(circumstances.delivery() == Delivery.BREAK_GLASS);
    retraction.setOrigin(circumstances.origin());
    if (circumstances.delivery() == Delivery.WITHHOLD) {
      replace(retraction);
      alerts.add(AlertRecords.withoutContent(retraction));
    } else {
      write(retraction);
    }
  }

  private void write(CriticalLabAlert alert) {
    replace(alert);
    alerts.add(alert);
  }

  private void replace(CriticalLabAlert alert) {
    standing.removeIf(other -> other.getAlertId().equals(alert.getAlertId()));
    standing.add(alert);
  }

  private @Nullable CriticalLabAlert standingAlert(@Nullable String component) {
    for (CriticalLabAlert alert : standing) {
      if (Objects.equals(alert.getComponent(), component)) {
        return alert;
      }
    }
    return null;
  }

  /** A finding of null: nothing clinical may be said. */
  private void review(String reason, @Nullable Finding finding) {
    Finding shown = circumstances.delivery() == Delivery.WITHHOLD ? null : finding;
    reviews.add(
        ReviewItem.newBuilder()
            .setReason(reason)
            .setTenant(circumstances.tenant())
            .setPatientId(circumstances.patientId())
            .setObservationId(circumstances.observationId())
            .setComponent(shown == null ? null : shown.component())
            .setLoinc(shown == null ? null : shown.loinc())
            .setAt(circumstances.at())
            .setOrigin(circumstances.origin())
            .build());
  }

  private AlertDecision decision() {
    AlertState after =
        alerts.isEmpty() ? null : AlertState.newBuilder().setAlerts(standing).build();
    return new AlertDecision(Objects.equals(before, after) ? null : after, alerts, reviews, notes);
  }
}
