package dev.vigil.topology.pipeline;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.avro.ReviewItem;
import dev.vigil.avro.state.AlertFollowUp;
import dev.vigil.serdes.avro.AvroBuffer;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.event.Acknowledgement;
import dev.vigil.serdes.event.Change;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.Envelope;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.event.Replay;
import dev.vigil.topology.domain.alert.AlertDecision;
import dev.vigil.topology.domain.consent.ConsentDecision;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.escalation.AckVerdict;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.pipeline.AuditChain.Head;
import dev.vigil.topology.pipeline.Judgement.DecisionChanges;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes what became of a record as {@link AuditRecord}, field by field in the order of its schema:
 * there is one for every record, so none is made as an object first. A test reads it with Avro's
 * own reader and compares it with what Avro's own writer makes of it.
 */
final class AuditRecords {
  /** What an undecodable record says of itself may be of any length. */
  private static final int MAX_TEXT = 1024;

  private static final byte[] NO_HASH_YET = new byte[AuditHash.BYTES];

  private final byte[] prefix;
  private final List<OutputPolicy> outputs;
  private final OutputPolicy alerts;
  private final InstantSource clock;
  private final AvroBuffer out = new AvroBuffer();
  private @Nullable CriticalLabRules rules;
  private String profileVersion = "";

  AuditRecords(
      SchemaId schemaId, List<OutputPolicy> outputs, OutputPolicy alerts, InstantSource clock) {
    this.prefix = schemaId.prefix();
    this.outputs = outputs;
    this.alerts = alerts;
    this.clock = clock;
  }

  /**
   * The audit record in the wire format, complete but for its own hash.
   *
   * @param done what was done about the record
   * @param previous the audit record before; null: there is none
   */
  byte[] encode(Judgement judgement, Draft done, @Nullable Head previous) {
    InputRecord input = judgement.input();
    Replay replay = judgement.replay();
    Judgement.DeadLetter deadLetter = judgement.deadLetter();
    out.start(prefix);
    out.writeString(input.topic());
    out.writeInt(input.partition());
    out.writeLong(input.offset());
    if (previous == null) {
      out.writeIndex(0);
    } else {
      out.writeIndex(1);
      out.writeLong(previous.offset());
    }
    out.writeSymbol(outcome(judgement, done));
    out.writeOptional(deadLetter == null ? null : deadLetter.reason().code());
    writeIdentity(judgement);
    out.writeOptional(bounded(replay.origin()));
    out.writeInt(replay.attempt());
    out.writeOptional(replay.isRun() ? replay.run() : null);
    out.writeBoolean(judgement.isSuperseded());
    if (judgement.isDecided()) {
      writeNoDecisions(judgement);
    } else {
      writeDecisions(judgement, done);
    }
    out.startArray(judgement.notes().size());
    for (String note : judgement.notes()) {
      out.writeString(note);
    }
    out.endArray();
    out.writeString(profileVersion(judgement.rules()));
    out.writeLong(clock.instant().toEpochMilli());
    if (previous == null) {
      out.writeIndex(0);
    } else {
      out.writeIndex(1);
      out.writeBytes(previous.hash());
    }
    out.writeBytes(NO_HASH_YET);
    return out.toBytes();
  }

  /** What became of a record. */
  static Outcome outcome(Judgement judgement, Draft done) {
    if (judgement.deadLetter() != null) {
      return Outcome.DEAD_LETTERED;
    }
    if (judgement.isDuplicate()) {
      return Outcome.DUPLICATE;
    }
    if (judgement.isClear() || judgement.ack() != null) {
      return Outcome.ACKNOWLEDGED;
    }
    return done.disclosed() ? Outcome.PERMITTED : Outcome.DENIED;
  }

  /** From {@code eventId} to {@code deleted}. */
  private void writeIdentity(Judgement judgement) {
    Envelope envelope = judgement.envelope();
    Acknowledgement ack = judgement.ack();
    if (judgement.hasEvent()) {
      writeIdentity(judgement.event());
    } else if (ack != null) {
      writeIdentity(ack);
    } else if (envelope != null) {
      writeIdentity(envelope);
    } else {
      writeNulls(9);
      out.writeBoolean(false);
    }
  }

  private void writeIdentity(ChangeEvent event) {
    out.writeOptional(event.eventId());
    out.writeOptional(event.source());
    out.writeOptional(bounded(event.requestId()));
    out.writeOptional(event.tenant().isEmpty() ? null : event.tenant());
    out.writeOptional(event.patientId());
    out.writeOptional(event.resourceType());
    out.writeOptional(event.resourceId());
    out.writeOptional(event.versionId());
    Instant lastUpdated = event.lastUpdated();
    if (lastUpdated == null) {
      out.writeIndex(0);
    } else {
      out.writeIndex(1);
      out.writeLong(lastUpdated.toEpochMilli());
    }
    out.writeBoolean(event.change() == Change.DELETED);
  }

  private void writeIdentity(Acknowledgement ack) {
    out.writeOptional(null);
    out.writeOptional(ack.by());
    out.writeOptional(null);
    out.writeOptional(ack.tenant().isEmpty() ? null : ack.tenant());
    out.writeOptional(ack.patientId());
    writeNulls(4);
    out.writeBoolean(false);
  }

  private void writeIdentity(Envelope envelope) {
    out.writeOptional(bounded(envelope.eventId()));
    out.writeOptional(bounded(envelope.source()));
    out.writeOptional(bounded(envelope.requestId()));
    out.writeOptional(bounded(envelope.tenant()));
    out.writeOptional(bounded(envelope.patientId()));
    out.writeOptional(bounded(envelope.resourceType()));
    out.writeOptional(bounded(envelope.resourceId()));
    out.writeOptional(bounded(envelope.versionId()));
    writeNulls(1);
    out.writeBoolean(envelope.isDeletion());
  }

  private void writeNulls(int fields) {
    for (int i = 0; i < fields; i++) {
      out.writeIndex(0);
    }
  }

  /** From {@code outputs} to {@code reviews}, of a record about which nothing was to decide. */
  private void writeNoDecisions(Judgement judgement) {
    out.endArray();
    out.writeIndex(0);
    AckVerdict acknowledged = judgement.acknowledged();
    // The alert as it was when it was acknowledged; none if it is unknown.
    AlertFollowUp alert = acknowledged == null ? null : acknowledged.after();
    if (alert != null && judgement.deadLetter() == null) {
      out.startArray(1);
      out.writeString(Objects.requireNonNull(judgement.ack()).alertId());
      out.writeInt(alert.getRevision());
      out.writeSymbol(alert.getStatus());
    }
    out.endArray();
    out.endArray();
  }

  /** From {@code outputs} to {@code reviews}. */
  private void writeDecisions(Judgement judgement, Draft done) {
    Judgement.Disclosures disclosures = judgement.disclosures();
    out.startArray(outputs.size() + 1);
    for (int i = 0; i < outputs.size(); i++) {
      writeDecision(outputs.get(i), disclosures.outputs().get(i), done, i);
    }
    writeDecision(alerts, disclosures.alerts(), done, outputs.size());
    out.endArray();
    writeConsentChange(judgement.event(), disclosures.change());
    AlertDecision decided = judgement.alerts();
    if (decided != null) {
      out.startArray(decided.alerts().size());
      for (var alert : decided.alerts()) {
        out.writeString(alert.getAlertId());
        out.writeInt(alert.getRevision());
        out.writeSymbol(alert.getStatus());
      }
    }
    out.endArray();
    out.startArray(judgement.reviews().size());
    for (ReviewItem item : judgement.reviews()) {
      out.writeString(item.getReason());
    }
    out.endArray();
  }

  private void writeDecision(OutputPolicy policy, ConsentDecision decision, Draft done, int index) {
    out.writeString(policy.name());
    out.writeString(policy.purpose());
    writeDecision(decision);
    out.writeString(decision.rule());
    out.writeOptional(decision.consentId());
    out.writeOptional(decision.provision());
    out.writeInt(done.written(index));
    out.writeOptional(done.action(index).audited());
  }

  private void writeConsentChange(ChangeEvent event, @Nullable DecisionChanges decisions) {
    if (decisions == null) {
      out.writeIndex(0);
      return;
    }
    out.writeIndex(1);
    out.writeString(event.resourceType().equals("Consent") ? event.resourceId() : "");
    out.startArray(outputs.size() + 1);
    for (int i = 0; i <= outputs.size(); i++) {
      out.writeString(i < outputs.size() ? outputs.get(i).name() : alerts.name());
      writeDecision(decisions.before().get(i));
      writeDecision(decisions.after().get(i));
    }
    out.endArray();
  }

  private void writeDecision(ConsentDecision decision) {
    out.writeSymbol(AvroDecisions.of(decision.decision()));
  }

  /** Put together once for each profile. */
  private String profileVersion(CriticalLabRules inForce) {
    if (rules != inForce) {
      rules = inForce;
      profileVersion = inForce.profile().nameVersionAndHash();
    }
    return profileVersion;
  }

  private static @Nullable String bounded(@Nullable String text) {
    return text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
