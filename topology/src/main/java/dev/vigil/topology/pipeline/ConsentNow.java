package dev.vigil.topology.pipeline;

import dev.vigil.avro.ConsentBasis;
import dev.vigil.avro.state.DueEscalation;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.domain.alert.Delivery;
import dev.vigil.topology.domain.consent.AskedAbout;
import dev.vigil.topology.domain.consent.AskedAboutResource;
import dev.vigil.topology.domain.consent.CompiledConsents;
import dev.vigil.topology.domain.consent.ConsentDecision;
import dev.vigil.topology.domain.consent.ConsentEngine;
import dev.vigil.topology.domain.consent.Interpretation;
import dev.vigil.topology.domain.consent.OnDeny;
import dev.vigil.topology.domain.consent.OutputPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/** Asks consent about an alert that was delivered before, by the patient's state of now. */
final class ConsentNow {
  private final ConsentEngine alerts;
  private final Interpretation interpretation;
  private final boolean tenants;
  private final TimestampedKeyValueStore<byte[], StoredPatient> patients;

  /**
   * For one task.
   *
   * @param alerts policy of the alert output
   * @param tenants whether record keys name the tenant
   * @param patients the state that the join reads; only read here
   */
  ConsentNow(
      OutputPolicy alerts,
      Interpretation interpretation,
      boolean tenants,
      TimestampedKeyValueStore<byte[], StoredPatient> patients) {
    this.alerts = new ConsentEngine(alerts);
    this.interpretation = interpretation;
    this.tenants = tenants;
    this.patients = patients;
  }

  /** What consent allows, and how that was decided. */
  record Answer(Delivery delivery, ConsentBasis basis) {}

  /** The record key of the patient. */
  byte[] key(DueEscalation due) {
    return new PatientKey(due.getTenant(), due.getPatientId()).toBytes(tenants);
  }

  Answer ask(DueEscalation due, Instant now) {
    @Nullable StoredPatient patient = ValueAndTimestamp.getValueOrNull(patients.get(key(due)));
    CompiledConsents consents =
        CompiledConsents.compile(patient == null ? null : patient.state(), interpretation);
    ConsentDecision decision = alerts.decide(consents, now, about(due));
    Delivery delivery =
        decision.permitted()
            ? Delivery.DELIVER
            : alerts.policy().onDeny() == OnDeny.BREAK_GLASS
                ? Delivery.BREAK_GLASS
                : Delivery.WITHHOLD;
    return new Answer(delivery, AvroDecisions.basis(decision));
  }

  private static AskedAbout about(DueEscalation due) {
    ByteBuffer kept = due.getResource();
    if (kept != null) {
      byte[] json = new byte[kept.remaining()];
      kept.duplicate().get(json);
      try {
        return new AskedAboutResource(FhirResource.of(json));
      } catch (IOException e) {
        // It was read once; if it cannot be again, no more is known of it than its id.
      }
    }
    return AskedAbout.onlyType("Observation", "Observation/" + due.getObservationId());
  }
}
