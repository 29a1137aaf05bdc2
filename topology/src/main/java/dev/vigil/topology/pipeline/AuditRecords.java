package dev.vigil.topology.pipeline;

import dev.vigil.avro.AlertReference;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.ConsentChange;
import dev.vigil.avro.DecisionChange;
import dev.vigil.avro.Outcome;
import dev.vigil.avro.OutputDecision;
import dev.vigil.avro.ReviewItem;
import dev.vigil.avro.state.AlertFollowUp;
import dev.vigil.serdes.event.Acknowledgement;
import dev.vigil.serdes.event.Change;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.Envelope;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.topology.domain.alert.AlertDecision;
import dev.vigil.topology.domain.consent.ConsentDecision;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.escalation.AckVerdict;
import dev.vigil.topology.pipeline.Judgement.DecisionChanges;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of a record, as its audit record says it. */
final class AuditRecords {
  /** What an undecodable record says of itself may be of any length. */
  private static final int MAX_TEXT = 1024;

  private final List<OutputPolicy> outputs;
  private final OutputPolicy alerts;
  private final InstantSource clock;

  AuditRecords(List<OutputPolicy> outputs, OutputPolicy alerts, InstantSource clock) {
    this.outputs = outputs;
    this.alerts = alerts;
    this.clock = clock;
  }

  /**
   * All fields but those of the chain.
   *
   * @param actions what each configured output received, the alert output last; empty if nothing
   *     was decided
   * @param written how many records were written, by sink
   */
  AuditRecord of(Judgement judgement, List<OutputAction> actions, Map<String, Integer> written) {
    InputRecord input = judgement.input();
    AuditRecord.Builder record =
        AuditRecord.newBuilder()
            .setTopic(input.topic())
            .setPartition(input.partition())
            .setOffset(input.offset())
            .setOutcome(outcome(judgement, actions))
            .setOrigin(bounded(judgement.replay().origin()))
            .setAttempt(judgement.replay().attempt())
            .setRun(judgement.replay().isRun() ? judgement.replay().run() : null)
            .setSuperseded(judgement.isSuperseded())
            .setNotes(judgement.notes())
            .setProfileVersion(judgement.rules().profile().nameVersionAndHash())
            .setAt(clock.instant())
            .setHash(ByteBuffer.allocate(0));
    identify(judgement, record);
    AckVerdict acknowledged = judgement.acknowledged();
    if (acknowledged != null && judgement.deadLetter() == null) {
      record.setAlerts(acknowledgedAlert(judgement, acknowledged));
    }
    Judgement.DeadLetter deadLetter = judgement.deadLetter();
    if (deadLetter != null) {
      record.setReason(deadLetter.reason().code());
    }
    if (!judgement.isDecided()) {
      record.setOutputs(outputs(judgement, actions, written));
      record.setConsentChange(consentChange(judgement));
      AlertDecision decided = judgement.alerts();
      if (decided != null) {
        record.setAlerts(
            decided.alerts().stream()
                .map(a -> new AlertReference(a.getAlertId(), a.getRevision(), a.getStatus()))
                .toList());
      }
      record.setReviews(judgement.reviews().stream().map(ReviewItem::getReason).toList());
    }
    return record.build();
  }

  private static void identify(Judgement judgement, AuditRecord.Builder record) {
    Envelope envelope = judgement.envelope();
    Acknowledgement ack = judgement.ack();
    if (judgement.hasEvent()) {
      ChangeEvent event = judgement.event();
      record
          .setEventId(event.eventId())
          .setSource(event.source())
          .setRequestId(bounded(event.requestId()))
          .setTenant(event.tenant().isEmpty() ? null : event.tenant())
          .setPatientId(event.patientId())
          .setResourceType(event.resourceType())
          .setResourceId(event.resourceId())
          .setVersionId(event.versionId())
          .setLastUpdated(event.lastUpdated())
          .setDeleted(event.change() == Change.DELETED);
    } else if (ack != null) {
      record
          .setSource(ack.by())
          .setTenant(ack.tenant().isEmpty() ? null : ack.tenant())
          .setPatientId(ack.patientId());
    } else if (envelope != null) {
      record
          .setEventId(bounded(envelope.eventId()))
          .setSource(bounded(envelope.source()))
          .setRequestId(bounded(envelope.requestId()))
          .setTenant(bounded(envelope.tenant()))
          .setPatientId(bounded(envelope.patientId()))
          .setResourceType(bounded(envelope.resourceType()))
          .setResourceId(bounded(envelope.resourceId()))
          .setVersionId(bounded(envelope.versionId()))
          .setDeleted(envelope.isDeletion());
    }
  }

  /** The alert as it was when it was acknowledged; none if it is unknown. */
  private static List<AlertReference> acknowledgedAlert(Judgement judgement, AckVerdict verdict) {
    AlertFollowUp followUp = verdict.after();
    return followUp == null
        ? List.of()
        : List.of(
            new AlertReference(
                Objects.requireNonNull(judgement.ack()).alertId(),
                followUp.getRevision(),
                followUp.getStatus()));
  }

  private static Outcome outcome(Judgement judgement, List<OutputAction> actions) {
    if (judgement.deadLetter() != null) {
      return Outcome.DEAD_LETTERED;
    }
    if (judgement.isDuplicate()) {
      return Outcome.DUPLICATE;
    }
    if (judgement.isClear() || judgement.ack() != null) {
      return Outcome.ACKNOWLEDGED;
    }
    return actions.stream().anyMatch(OutputAction::discloses) ? Outcome.PERMITTED : Outcome.DENIED;
  }

  private List<OutputDecision> outputs(
      Judgement judgement, List<OutputAction> actions, Map<String, Integer> written) {
    List<OutputDecision> decisions = new ArrayList<>(outputs.size() + 1);
    for (int i = 0; i < outputs.size(); i++) {
      OutputPolicy policy = outputs.get(i);
      decisions.add(
          decision(
              policy,
              judgement.disclosures().outputs().get(i),
              actions.get(i),
              written.getOrDefault(Sinks.permitted(policy.name()), 0)));
    }
    decisions.add(
        decision(
            alerts,
            judgement.disclosures().alerts(),
            actions.get(outputs.size()),
            written.getOrDefault(Sinks.ALERTS, 0)));
    return decisions;
  }

  private static OutputDecision decision(
      OutputPolicy policy, ConsentDecision decision, OutputAction action, int written) {
    return new OutputDecision(
        policy.name(),
        policy.purpose(),
        AvroDecisions.of(decision.decision()),
        decision.rule(),
        decision.consentId(),
        decision.provision(),
        written,
        action.audited());
  }

  private @Nullable ConsentChange consentChange(Judgement judgement) {
    DecisionChanges decisions = judgement.disclosures().change();
    if (decisions == null) {
      return null;
    }
    List<DecisionChange> changes = new ArrayList<>(outputs.size() + 1);
    for (int i = 0; i <= outputs.size(); i++) {
      changes.add(
          new DecisionChange(
              i < outputs.size() ? outputs.get(i).name() : alerts.name(),
              AvroDecisions.of(decisions.before().get(i).decision()),
              AvroDecisions.of(decisions.after().get(i).decision())));
    }
    ChangeEvent event = judgement.event();
    boolean one = event.resourceType().equals("Consent");
    return new ConsentChange(one ? event.resourceId() : "", changes);
  }

  private static @Nullable String bounded(@Nullable String text) {
    return text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
