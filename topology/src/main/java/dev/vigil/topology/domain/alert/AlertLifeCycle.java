package dev.vigil.topology.domain.alert;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.ConsentBasis;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.state.AlertState;
import dev.vigil.avro.state.LastValues;
import dev.vigil.topology.domain.lab.CriticalValue;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.LabJudgement;
import dev.vigil.topology.domain.lab.LabReasons;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

  /**
   * Reason of a review item: the earlier value, from which an alerted value had changed too much,
   * is another one now.
   */
  public static final String CHANGED_FROM_CORRECTED = "changed-from-corrected-value";

  /**
   * Reason of a review item: a specimen came after one that was taken later, and the later value,
   * on which nobody was alerted, differs from this one by more than the rule allows.
   */
  public static final String CHANGED_IN_LATER_SPECIMEN = "changed-in-later-specimen";

  private final @Nullable AlertState before;
  private final Circumstances circumstances;
  private final PatientValues values;
  private final Map<String, CriticalLabAlert> standing = new LinkedHashMap<>();
  private final Untold untold;
  private final CriticalRevisions revisions;
  private final Map<String, AlertState> others = new LinkedHashMap<>();
  private final List<CriticalLabAlert> alerts = new ArrayList<>();
  private final Reviews reviews;
  private final List<String> notes = new ArrayList<>();

  private AlertLifeCycle(Known known, Circumstances circumstances) {
    this.before = known.alerts();
    this.circumstances = circumstances;
    this.reviews = new Reviews(circumstances);
    this.values = new PatientValues(known.values(), circumstances.observationId());
    this.untold = new Untold(before);
    this.revisions = new CriticalRevisions(circumstances, values, untold);
    if (before != null) {
      before.getAlerts().forEach(alert -> standing.put(alert.getAlertId(), alert));
    }
  }

  /** A new version of the Observation was judged, and held against earlier values. */
  public static AlertDecision judged(Known known, HeldJudgement held, Circumstances circumstances) {
    AlertLifeCycle cycle = new AlertLifeCycle(known, circumstances);
    LabJudgement judgement = held.judgement();
    Instant at = specimenAt(judgement, circumstances);
    ValueMemory memory;
    String withdrawn = judgement.withdrawn();
    if (withdrawn != null) {
      cycle.retractAll(withdrawn);
      memory = cycle.memory(known, at);
    } else {
      judgement.findings().forEach(finding -> cycle.take(finding, judgement, at));
      cycle.retractGoneComponents(judgement.findings());
      held.changedLater().forEach(finding -> cycle.reviews.add(CHANGED_IN_LATER_SPECIMEN, finding));
      cycle.notes.addAll(held.notes());
      memory = cycle.memory(known, at);
      memory.take(judgement);
    }
    return cycle.decision(known, memory);
  }

  /** The Observation was deleted. */
  public static AlertDecision deleted(Known known, Circumstances circumstances) {
    AlertLifeCycle cycle = new AlertLifeCycle(known, circumstances);
    cycle.retractAll("deleted");
    return cycle.decision(known, cycle.memory(known, circumstances.at()));
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

  /** Holds a judgement against the patient's earlier values. */
  public static HeldJudgement hold(
      LabJudgement judgement, @Nullable LastValues values, Circumstances circumstances) {
    return DeltaCheck.of(
        judgement,
        new PatientValues(values, circumstances.observationId()),
        specimenAt(judgement, circumstances));
  }

  /** The best that is known of when the specimen was taken. */
  private static Instant specimenAt(LabJudgement judgement, Circumstances circumstances) {
    if (judgement.specimenAt() != null) {
      return judgement.specimenAt();
    }
    return judgement.issuedAt() == null ? circumstances.at() : judgement.issuedAt();
  }

  private void take(Finding finding, LabJudgement judgement, Instant at) {
    CriticalLabAlert last = standingAlert(finding.component());
    switch (finding.outcome()) {
      case CRITICAL -> {
        CriticalValue value = Objects.requireNonNull(finding.critical());
        takeCritical(finding, value, judgement, last, at);
      }
      // A correction that cannot be judged does not prove the alert wrong: it stays, and a
      // person is told.
      case REVIEW -> reviews.add(finding.reason(), finding);
      case NORMAL -> {
        if (last != null && values.mayHaveForgotten(last.getChange(), circumstances.at())) {
          retractUnlessSame(last, finding);
        } else {
          retractIfStanding(last, "corrected");
        }
      }
      case NOT_COVERED -> retractIfStanding(last, "corrected");
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
      @Nullable CriticalLabAlert last,
      Instant at) {
    if (circumstances.delivery() == Delivery.WITHHOLD) {
      reviews.addWithheld();
      return;
    }
    boolean stands = last != null && last.getStatus() != AlertStatus.RETRACTED;
    if (circumstances.stale() && !stands) {
      if (circumstances.quiet()) {
        notes.add(STALE_CRITICAL);
      } else {
        reviews.add(STALE_CRITICAL, finding);
      }
      return;
    }
    CriticalLabAlert next = revisions.next(finding, value, judgement, last, at);
    if (next == null) {
      notes.add(ALERT_UNCHANGED);
    } else {
      write(next);
    }
  }

  /** The value that it changed from is forgotten, not corrected: that proves nothing wrong. */
  private void retractUnlessSame(CriticalLabAlert last, Finding finding) {
    CriticalValue value = finding.critical();
    if (value != null
        && Objects.equals(value.normalizedValue(), last.getNormalizedValue())
        && Objects.equals(value.normalizedUnit(), last.getNormalizedUnit())) {
      notes.add(ALERT_UNCHANGED);
    } else {
      retractIfStanding(last, "corrected");
    }
  }

  private void retractGoneComponents(List<Finding> findings) {
    if (standing.isEmpty() || findings.stream().anyMatch(AlertLifeCycle::mayHideComponents)) {
      return;
    }
    Set<@Nullable String> there = new HashSet<>();
    findings.forEach(finding -> there.add(finding.component()));
    for (CriticalLabAlert last : List.copyOf(standing.values())) {
      if (!there.contains(last.getComponent())) {
        retractIfStanding(last, "component-gone");
      }
    }
  }

  /** Components that cannot be read, or are not there yet, are not proved to be gone. */
  static boolean mayHideComponents(Finding finding) {
    return finding.reason().equals(LabReasons.COMPONENTS_MALFORMED)
        || finding.reason().equals(LabReasons.REGISTERED);
  }

  private void retractAll(String because) {
    List.copyOf(standing.values()).forEach(last -> retractIfStanding(last, because));
  }

  /**
   * Whoever saw the alert must see its retraction: neither consent nor age holds it back. It pages
   * those whom the alert paged.
   */
  private void retractIfStanding(@Nullable CriticalLabAlert last, String because) {
    if (last == null || last.getStatus() == AlertStatus.RETRACTED) {
      return;
    }
    CriticalLabAlert retraction = AlertRecords.next(last, AlertStatus.RETRACTED, circumstances);
    retraction.setRetractedBecause(because);
    retraction.setWorsening(false);
    retraction.setPage(untold.wasPaged(last));
    untold.retracted(retraction);
    standing.put(retraction.getAlertId(), retraction);
    alerts.add(
        circumstances.delivery() == Delivery.WITHHOLD
            ? AlertRecords.withoutContent(retraction)
            : retraction);
  }

  private void write(CriticalLabAlert alert) {
    standing.put(alert.getAlertId(), alert);
    alerts.add(alert);
  }

  private @Nullable CriticalLabAlert standingAlert(@Nullable String component) {
    // The id costs a hash; most Observations have no alert.
    return standing.isEmpty() ? null : standing.get(AlertRecords.alertId(circumstances, component));
  }

  private ValueMemory memory(Known known, Instant at) {
    return new ValueMemory(known.values(), circumstances, at, standing.values());
  }

  private AlertDecision decision(Known known, ValueMemory memory) {
    AlertState after =
        alerts.isEmpty()
            ? null
            : AlertState.newBuilder()
                .setAlerts(List.copyOf(standing.values()))
                .setUntold(untold.values())
                .build();
    new Dependents(
            memory,
            circumstances,
            id -> others.containsKey(id) ? others.get(id) : known.others().apply(id))
        .follow(new OfOthers());
    return new AlertDecision(
        Objects.equals(before, after) ? null : after,
        others,
        memory.remember(),
        alerts,
        reviews.items(),
        notes);
  }

  /** What a correction means for other Observations of the patient. */
  private final class OfOthers implements Dependents.Effect {
    @Override
    public void page(String observationId, AlertState after, CriticalLabAlert alert) {
      others.put(observationId, after);
      alerts.add(alert);
    }

    @Override
    public void review(String reason, CriticalLabAlert alert) {
      reviews.add(reason, alert);
    }
  }
}
