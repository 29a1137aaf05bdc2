package dev.vigil.topology.pipeline;

import dev.vigil.avro.ReviewItem;
import dev.vigil.avro.state.AlertState;
import dev.vigil.serdes.event.Change;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.Replay;
import dev.vigil.topology.domain.alert.AlertDecision;
import dev.vigil.topology.domain.alert.AlertLifeCycle;
import dev.vigil.topology.domain.alert.Circumstances;
import dev.vigil.topology.domain.alert.Delivery;
import dev.vigil.topology.domain.alert.HeldJudgement;
import dev.vigil.topology.domain.alert.Known;
import dev.vigil.topology.domain.alert.Staleness;
import dev.vigil.topology.domain.consent.ConsentDecision;
import dev.vigil.topology.domain.consent.OnDeny;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.lab.LabJudgement;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of an Observation's alerts. */
final class AlertStep implements Step {
  /** Reason of a review item: an Observation came without its content, so nobody can judge it. */
  static final String ID_ONLY_OBSERVATION = "id-only-observation";

  private final OutputPolicy policy;
  private final Duration staleAfter;
  private final AlertStates states;
  private final LastValuesOfPatients values;

  AlertStep(
      OutputPolicy policy, Duration staleAfter, AlertStates states, LastValuesOfPatients values) {
    this.policy = policy;
    this.staleAfter = staleAfter;
    this.states = states;
    this.values = values;
  }

  @Override
  public String name() {
    return "alert-life-cycle";
  }

  /** Whether a record can change alerts: an Observation, and not an older version of it. */
  static boolean concerns(Judgement judgement) {
    return judgement.event().resourceType().equals("Observation") && !judgement.isSuperseded();
  }

  @Override
  public void complete(Judgement judgement) {
    if (!concerns(judgement)) {
      return;
    }
    ChangeEvent event = judgement.event();
    LabJudgement lab = judgement.lab();
    AlertState before = states.find(event, judgement.input().timestamp());
    if (judgement.replay().isFor(policy.name())) {
      judgement.standingAlerts(before);
    }
    if (event.change() == Change.DELETED) {
      take(
          AlertLifeCycle.deleted(known(before, judgement), circumstances(judgement, lab, before)),
          judgement);
    } else if (lab == null) {
      if (judgement.replay().isFor(policy.name())) {
        judgement.review(idOnly(judgement));
      }
    } else {
      Known known =
          before != null || isHeldAgainstOthers(judgement, lab)
              ? known(before, judgement)
              : Known.alone(before);
      if (known.isNothing() && lab.isUneventful()) {
        // Most results: what follows would find nothing, at a price.
        take(AlertDecision.NOTHING, judgement);
      } else {
        judge(judgement, lab, known);
      }
    }
  }

  private void judge(Judgement judgement, LabJudgement lab, Known known) {
    Circumstances circumstances = circumstances(judgement, lab, known.alerts());
    HeldJudgement held = AlertLifeCycle.hold(lab, known.values(), circumstances);
    LabJudgement judged = held.judgement();
    judgement.lab(judged);
    if (judged.isCritical() && !circumstances.stale() && !circumstances.quiet()) {
      judgement.critical();
    }
    take(AlertLifeCycle.judged(known, held, circumstances), judgement);
  }

  private void take(AlertDecision decided, Judgement judgement) {
    if (!judgement.replay().isFor(policy.name())) {
      return;
    }
    judgement.alerts(decided);
    decided.reviews().forEach(judgement::review);
    decided.notes().forEach(judgement::note);
  }

  /**
   * Whether a rule asks for the patient's earlier values, or one of these may have to be taken out:
   * of a first version none is known. There are producers that call every version created.
   */
  private static boolean isHeldAgainstOthers(Judgement judgement, LabJudgement lab) {
    return judgement.event().change() != Change.CREATED
        || judgement.hasVersionBefore()
        || lab.withdrawn() != null
        || lab.isComparedWithOthers();
  }

  private Known known(@Nullable AlertState before, Judgement judgement) {
    ChangeEvent event = judgement.event();
    long now = judgement.input().timestamp();
    return new Known(
        before, values.find(event, now), observationId -> states.find(event, observationId, now));
  }

  private Circumstances circumstances(
      Judgement judgement, @Nullable LabJudgement lab, @Nullable AlertState before) {
    ChangeEvent event = judgement.event();
    ConsentDecision consent = judgement.disclosures().alerts();
    Instant appended = Instant.ofEpochMilli(judgement.input().timestamp());
    boolean stale =
        lab != null
            && Staleness.isStale(
                lab, event.timestamp(), arrived(event.replay(), appended), staleAfter);
    return new Circumstances(
        event.tenant(),
        event.patientId(),
        event.resourceId(),
        delivery(consent, event.replay().isQuiet() && before == null),
        AvroDecisions.basis(consent),
        stale,
        event.replay().isQuiet(),
        judgement.rules().profile(),
        appended,
        Origins.of(judgement));
  }

  /**
   * Waiting as a dead letter makes no result stale. A run that pages does so as if its records had
   * just come: what they told long ago is no emergency any more.
   */
  private static Instant arrived(Replay replay, Instant appended) {
    Long original = replay.originalTimestamp();
    boolean pagingRun = replay.isRun() && replay.page();
    return original == null || pagingRun ? appended : Instant.ofEpochMilli(original);
  }

  /** An old result that nobody was alerted to is no emergency. */
  private Delivery delivery(ConsentDecision consent, boolean old) {
    if (consent.permitted()) {
      return Delivery.DELIVER;
    }
    return policy.onDeny() == OnDeny.BREAK_GLASS && !old ? Delivery.BREAK_GLASS : Delivery.WITHHOLD;
  }

  private static ReviewItem idOnly(Judgement judgement) {
    ChangeEvent event = judgement.event();
    return ReviewItem.newBuilder()
        .setReason(ID_ONLY_OBSERVATION)
        .setTenant(event.tenant())
        .setPatientId(event.patientId())
        .setObservationId(event.resourceId())
        .setAt(Instant.ofEpochMilli(judgement.input().timestamp()))
        .setOrigin(Origins.of(judgement))
        .build();
  }
}
