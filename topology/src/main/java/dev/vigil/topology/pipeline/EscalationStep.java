package dev.vigil.topology.pipeline;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.state.AlertFollowUp;
import dev.vigil.avro.state.AlertState;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.serdes.event.Acknowledgement;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.topology.domain.alert.AlertDecision;
import dev.vigil.topology.domain.escalation.AckOutcome;
import dev.vigil.topology.domain.escalation.AckVerdict;
import dev.vigil.topology.domain.escalation.FollowUps;
import dev.vigil.topology.pipeline.AlertFollowUps.AlertKey;
import dev.vigil.topology.pipeline.EscalationStores.Change;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides until when each alert must be acknowledged, and what an acknowledgement does. Due times
 * count from now, not from log-append time: clinicians have their time also after an outage.
 */
final class EscalationStep implements Step {
  private final EscalationSettings settings;
  private final InstantSource clock;
  private final AlertFollowUps followUps;

  EscalationStep(EscalationSettings settings, InstantSource clock, AlertFollowUps followUps) {
    this.settings = settings;
    this.clock = clock;
    this.followUps = followUps;
  }

  @Override
  public String name() {
    return "escalation";
  }

  @Override
  public boolean appliesTo(Judgement judgement) {
    return judgement.ack() != null || !judgement.isDecided();
  }

  @Override
  public void complete(Judgement judgement) {
    Acknowledgement ack = judgement.ack();
    if (ack != null) {
      acknowledge(judgement, ack);
      return;
    }
    AlertDecision decided = judgement.alerts();
    List<CriticalLabAlert> written = decided == null ? List.of() : decided.alerts();
    Set<String> ids = new HashSet<>();
    for (CriticalLabAlert alert : written) {
      AlertKey key = key(judgement, alert);
      ids.add(key.alertId());
      AlertFollowUp before = followUps.find(key, judgement.input().timestamp());
      AlertFollowUp after =
          FollowUps.delivered(before, alert, clock.instant(), firstWait(judgement, alert));
      // A quiet revision of an alert that waits does not end the wait.
      alert.setAcknowledgeBy(after.getDueAt());
      judgement.followUp(new Change(key, alert.getObservationId(), before, after));
    }
    followNewVersion(judgement, ids);
  }

  /** Consent will be asked about the version that is in force then, alerted or not. */
  private void followNewVersion(Judgement judgement, Set<String> written) {
    AlertState standing = judgement.standingAlerts();
    if (standing == null || judgement.event().resource() == null) {
      return;
    }
    for (CriticalLabAlert alert : standing.getAlerts()) {
      AlertKey key = key(judgement, alert);
      if (alert.getStatus() != AlertStatus.RETRACTED && !written.contains(key.alertId())) {
        AlertFollowUp same = followUps.find(key, judgement.input().timestamp());
        if (same != null && same.getDueAt() != null) {
          judgement.followUp(new Change(key, alert.getObservationId(), same, same));
        }
      }
    }
  }

  private void acknowledge(Judgement judgement, Acknowledgement ack) {
    AlertKey key = new AlertKey(ack.tenant(), ack.patientId(), ack.alertId());
    AlertFollowUp before = followUps.find(key, judgement.input().timestamp());
    AckVerdict verdict =
        FollowUps.acknowledged(
            before,
            ack.revision(),
            ack.readBack() || !settings.requireReadBack(),
            Instant.ofEpochMilli(ack.sentAt()));
    judgement.acknowledged(verdict);
    judgement.note(verdict.outcome().code());
    if (verdict.outcome() == AckOutcome.ACKNOWLEDGED) {
      judgement.followUp(new Change(key, null, before, Objects.requireNonNull(verdict.after())));
    }
  }

  private Duration firstWait(Judgement judgement, CriticalLabAlert alert) {
    String id = alert.getRule();
    @Nullable CriticalValueRule rule = id == null ? null : judgement.rules().profile().rule(id);
    Duration byRule = rule == null ? null : rule.acknowledgeWithin();
    return byRule == null ? Objects.requireNonNull(settings.ladder().wait(0)) : byRule;
  }

  private static AlertKey key(Judgement judgement, CriticalLabAlert alert) {
    ChangeEvent event = judgement.event();
    return new AlertKey(event.tenant(), event.patientId(), alert.getAlertId());
  }
}
