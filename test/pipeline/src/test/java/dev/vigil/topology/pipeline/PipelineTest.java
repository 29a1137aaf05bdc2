package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.deleted;
import static dev.vigil.topology.pipeline.SampleEvent.observation;
import static dev.vigil.topology.pipeline.SampleEvent.patient;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Decision;
import dev.vigil.avro.DetectedBy;
import dev.vigil.avro.Direction;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Outcome;
import dev.vigil.avro.ReviewItem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What producers, notification services and operators see of the pipeline. */
class PipelineTest {
  @TempDir Path state;
  PipelineDriver pipeline;

  @BeforeEach
  void start() {
    pipeline = PipelineDriver.start(state);
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void passesAPermittedEventOnAsItCame() {
    var event = potassium("p1", "o1", 1, "4.2");
    pipeline.send(event);

    FhirChangeEvent permitted = only(pipeline.permitted("treatment"));
    assertThat(permitted.getEventId()).isEqualTo("e-o1-1");
    assertThat(permitted.getPatientId()).isEqualTo("p1");
    assertThat(permitted.getResource()).isEqualTo(event.resource());
    assertThat(pipeline.permitted("research")).as("no consent to research").isEmpty();
    assertThat(pipeline.alerts()).isEmpty();
    AuditRecord audit = only(pipeline.audit());
    assertThat(audit.getOutcome()).isEqualTo(Outcome.PERMITTED);
    assertThat(audit.getOutputs())
        .extracting("name", "decision", "rule", "written")
        .containsExactly(
            tuple("research", Decision.DENY, "default-deny", 0),
            tuple("treatment", Decision.PERMIT, "default-permit", 1),
            tuple("alerts", Decision.PERMIT, "default-permit", 0));
  }

  @Test
  void copiesTheResourceAlsoFromBehindAByteOrderMark() {
    var event = potassium("p1", "o1", 1, "7.1");
    pipeline.send("fhir.events", "p1", "\uFEFF" + event.json(), new RecordHeaders());

    assertThat(only(pipeline.permitted("treatment")).getResource()).isEqualTo(event.resource());
    assertThat(only(pipeline.alerts()).getValue()).isEqualTo("7.1");
  }

  @Test
  void raisesUpdatesAndRetractsAnAlert() {
    pipeline.send(potassium("p1", "o1", 1, "7.1"));
    CriticalLabAlert raised = only(pipeline.alerts());
    assertThat(raised.getStatus()).isEqualTo(AlertStatus.RAISED);
    assertThat(raised.getRevision()).isEqualTo(1);
    assertThat(raised.getAnalyte()).isEqualTo("Potassium");
    assertThat(raised.getValue()).isEqualTo("7.1");
    assertThat(raised.getUnit()).isEqualTo("mmol/L");
    assertThat(raised.getDirection()).isEqualTo(Direction.HIGH);
    assertThat(raised.getLimit()).isEqualTo(6.2);
    assertThat(raised.getPage()).isTrue();
    assertThat(raised.getOrigin().getOffset()).isZero();

    pipeline.send(potassium("p1", "o1", 2, "7.4"));
    CriticalLabAlert updated = only(pipeline.alerts());
    assertThat(updated.getStatus()).isEqualTo(AlertStatus.UPDATED);
    assertThat(updated.getAlertId()).isEqualTo(raised.getAlertId());
    assertThat(updated.getRevision()).isEqualTo(2);
    assertThat(updated.getPreviousValue()).isEqualTo("7.1 mmol/L");
    assertThat(updated.getWorsening()).isTrue();
    assertThat(updated.getRaisedAt()).isEqualTo(raised.getRaisedAt());

    pipeline.send(potassium("p1", "o1", 3, "4.1"));
    CriticalLabAlert retracted = only(pipeline.alerts());
    assertThat(retracted.getStatus()).isEqualTo(AlertStatus.RETRACTED);
    assertThat(retracted.getRevision()).isEqualTo(3);
    assertThat(retracted.getRetractedBecause()).isEqualTo("corrected");
    assertThat(pipeline.audit()).hasSize(3);
  }

  @Test
  void retractsWhenTheObservationIsDeleted() {
    pipeline.send(potassium("p1", "o1", 1, "7.1"));
    pipeline.send(deleted("p1", "Observation", "o1"));

    assertThat(pipeline.alerts())
        .extracting(CriticalLabAlert::getStatus)
        .containsExactly(AlertStatus.RAISED, AlertStatus.RETRACTED);
  }

  @Test
  void judgesByAgeFromThePatientInTheSameStream() {
    pipeline.send(patient("baby", "2026-02-20"));
    pipeline.send(potassium("baby", "o1", 1, "6.5"));
    pipeline.send(potassium("adult", "o2", 1, "6.5"));

    assertThat(pipeline.alerts())
        .as("6.5 mmol/L is critical from six months of age on")
        .extracting(CriticalLabAlert::getPatientId)
        .containsExactly("adult");
  }

  @Test
  void followsTheLaboratorysOwnFlag() {
    String flag =
        "\"interpretation\":[{\"coding\":[{\"system\":"
            + "\"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation\","
            + "\"code\":\"HH\"}]}],";
    pipeline.send(observation("p1", "o1", 1, "final", "99999-9", "3", "mmol/L", flag));

    CriticalLabAlert alert = only(pipeline.alerts());
    assertThat(alert.getDetectedBy()).isEqualTo(DetectedBy.LABORATORY);
    assertThat(alert.getDirection()).isEqualTo(Direction.HIGH);
  }

  @Test
  void consentBeforeAResultHoldsForItAndConsentAfterItDoesNot() {
    pipeline.send(potassium("p1", "o1", 1, "4.2"));
    pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    pipeline.send(potassium("p1", "o2", 1, "4.3"));

    assertThat(pipeline.permitted("research"))
        .extracting(FhirChangeEvent::getResourceId)
        .as("from the consent on, the consent itself included")
        .containsExactly("c1", "o2");
  }

  @Test
  void revocationClosesAnOutputAtOnce() {
    pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    pipeline.send(potassium("p1", "o1", 1, "4.2"));
    pipeline.send(consent("p1", "c1", 2, "inactive", "permit", "HRESCH"));
    pipeline.send(potassium("p1", "o2", 1, "4.3"));

    List<FhirChangeEvent> research = pipeline.permitted("research");
    assertThat(research)
        .extracting(FhirChangeEvent::getResourceId)
        .containsExactly("c1", "o1", "c1");
    assertThat(research.get(2).getResource()).as("an id-only notice of the end").isNull();
    AuditRecord revocation = pipeline.audit().get(2);
    assertThat(revocation.getConsentChange().getOutputs())
        .filteredOn(change -> change.getName().equals("research"))
        .extracting("before", "after")
        .containsExactly(tuple(Decision.PERMIT, Decision.DENY));
  }

  @Test
  void withholdsACriticalValueWhereTreatmentIsDenied() {
    pipeline.send(consent("p1", "c1", 1, "active", "deny", "TREAT"));
    pipeline.send(potassium("p1", "o1", 1, "7.1"));

    assertThat(pipeline.alerts()).isEmpty();
    ReviewItem item = only(pipeline.reviews());
    assertThat(item.getReason()).isEqualTo("withheld-critical");
    assertThat(item.getLoinc()).as("no clinical content").isNull();
    assertThat(pipeline.audit().get(1).getOutcome()).isEqualTo(Outcome.DENIED);
  }

  @Test
  void researchConsentNeverHoldsBackATreatmentAlert() {
    pipeline.send(consent("p1", "c1", 1, "active", "deny", "HRESCH"));
    pipeline.send(potassium("p1", "o1", 1, "7.1"));

    assertThat(pipeline.alerts()).hasSize(1);
  }

  @Test
  void aResendIsADuplicateEvenWithAnotherEnvelopeTime() {
    var event = potassium("p1", "o1", 1, "7.1");
    pipeline.send(event);
    String resent =
        event
            .json()
            .replace(
                "\"timestamp\":\"2026-03-01T11:59:00Z\"", "\"timestamp\":\"2026-03-01T11:59:30Z\"");
    assertThat(resent).isNotEqualTo(event.json());
    pipeline.send("fhir.events", "p1", resent, new RecordHeaders());

    assertThat(pipeline.alerts()).hasSize(1);
    assertThat(pipeline.permitted("treatment")).hasSize(1);
    assertThat(pipeline.audit())
        .extracting(AuditRecord::getOutcome)
        .containsExactly(Outcome.PERMITTED, Outcome.DUPLICATE);
  }

  @Test
  void theSameIdWithOtherContentIsADeadLetterNotADuplicate() {
    pipeline.send(potassium("p1", "o1", 1, "4.2"));
    pipeline.send(potassium("p1", "o2", 1, "7.1").withEventId("e-o1-1"));

    assertThat(PipelineDriver.header(only(pipeline.deadLetters()), "vigil.dlq.reason"))
        .isEqualTo("event-id-conflict");
    assertThat(pipeline.audit().get(1).getReason()).isEqualTo("event-id-conflict");
  }

  @Test
  void anOlderVersionThatArrivesLateChangesNothing() {
    pipeline.send(potassium("p1", "o1", 3, "4.2"));
    pipeline.send(potassium("p1", "o1", 2, "7.1"));

    assertThat(pipeline.alerts()).isEmpty();
    assertThat(pipeline.audit())
        .extracting(AuditRecord::getSuperseded)
        .containsExactly(false, true);
    var forwarded = pipeline.raw("fhir.permitted.treatment");
    assertThat(PipelineDriver.header(forwarded.get(1), "vigil.superseded")).isEqualTo("true");
  }

  @Test
  void anOlderConsentThatArrivesLateChangesNothing() {
    pipeline.send(consent("p1", "c1", 2, "inactive", "permit", "HRESCH"));
    pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    pipeline.send(potassium("p1", "o1", 1, "4.2"));

    assertThat(pipeline.permitted("research")).isEmpty();
    assertThat(pipeline.audit().get(1).getSuperseded()).isTrue();
  }

  @Test
  void anUnreadableConsentClosesSecondaryUsesAndKeepsTreatmentOpen() {
    pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    var broken = consent("p1", "c1", 2, "active", "deny", "HRESCH");
    pipeline.send(
        "fhir.events",
        "p1",
        broken.json().replace("\"provision\"", "\"patient\""),
        new RecordHeaders());
    pipeline.send(potassium("p1", "o1", 1, "7.1"));

    assertThat(pipeline.deadLetters()).hasSize(1);
    assertThat(pipeline.permitted("research"))
        .extracting(FhirChangeEvent::getResourceId)
        .as("an older permit must not stay silently in force")
        .containsExactly("c1");
    assertThat(pipeline.alerts()).hasSize(1);
  }

  @Test
  void consentExpiresWithoutAnEvent() {
    var consent = consent("p1", "c1", 1, "active", "permit", "HRESCH");
    pipeline.send(
        consent.withResource(
            consent
                .resource()
                .replace(
                    "\"provision\":{", "\"provision\":{\"period\":{\"end\":\"2026-03-02\"},")));
    pipeline.send(potassium("p1", "o1", 1, "4.2"));
    pipeline.advance(Duration.ofDays(3));
    pipeline.send(potassium("p1", "o2", 1, "4.3"));

    assertThat(pipeline.permitted("research"))
        .extracting(FhirChangeEvent::getResourceId)
        .containsExactly("c1", "o1");
  }

  @Test
  void aStaleCriticalIsForReviewNotForThePager() {
    var old = potassium("p1", "o1", 1, "7.1");
    pipeline.send(
        old.withResource(old.resource().replace("2026-03-01T11:59:00Z", "2026-02-01T11:59:00Z")));

    assertThat(pipeline.alerts()).isEmpty();
    assertThat(only(pipeline.reviews()).getReason()).isEqualTo("stale-critical");
  }

  @Test
  void anObservationWithoutContentIsForReview() {
    pipeline.send(potassium("p1", "o1", 1, "7.1").withResource(""));

    assertThat(only(pipeline.reviews()).getReason()).isEqualTo("id-only-observation");
    assertThat(only(pipeline.permitted("treatment")).getResource()).isNull();
  }

  @Test
  void headersOfTheProducerTravelOnAndItsVigilHeadersDoNot() {
    var headers = new RecordHeaders();
    headers.add(
        "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes(UTF_8));
    headers.add("vigil.backfill", "true".getBytes(UTF_8));
    var event = potassium("p1", "o1", 1, "7.1");
    pipeline.send("fhir.events", "p1", event.json(), headers);

    CriticalLabAlert alert =
        PipelineDriver.decode(
            pipeline.raw("clinical.alerts").get(0).value(), CriticalLabAlert.class);
    assertThat(alert.getPage()).as("backfill is honoured on fhir.replay only").isTrue();
    assertThat(alert.getOrigin().getTraceparent())
        .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    var output = pipeline.raw("fhir.permitted.treatment").get(0);
    assertThat(PipelineDriver.header(output, "traceparent"))
        .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    assertThat(PipelineDriver.header(output, "vigil.backfill")).isNull();
  }

  @Test
  void breakGlassDeliversFlaggedWhereTheHospitalDecidedSo() {
    pipeline.close();
    pipeline = PipelineDriver.start(state, "vigil.alerts.on-deny=break-glass");
    pipeline.send(consent("p1", "c1", 1, "active", "deny", "TREAT"));
    pipeline.send(potassium("p1", "o1", 1, "7.1"));

    CriticalLabAlert alert = only(pipeline.alerts());
    assertThat(alert.getBreakGlass()).isTrue();
    assertThat(alert.getConsent().getDecision()).isEqualTo(Decision.DENY);
    assertThat(alert.getConsent().getConsentId()).isEqualTo("c1");
    AuditRecord audit = pipeline.audit().get(1);
    assertThat(audit.getOutcome()).isEqualTo(Outcome.PERMITTED);
    assertThat(audit.getNotes()).contains("break-glass");
    assertThat(pipeline.permitted("treatment"))
        .extracting(FhirChangeEvent::getResourceId)
        .as("the event itself stays withheld; the Consent that closes the output is told")
        .containsExactly("c1");
  }

  @Test
  void whatIsUnreadableOnTheConsentsTopicIsTakenForAConsent() {
    pipeline.close();
    pipeline = PipelineDriver.start(state, "vigil.inputs.consents=true");
    pipeline.send("fhir.consents", "p1", "not even an event", new RecordHeaders());
    pipeline.send(potassium("p1", "o1", 1, "7.1"));

    assertThat(pipeline.alerts().get(0).getConsent().getRule()).isEqualTo("indeterminate-open");
  }

  @Test
  void tenantsKeepPatientsOfTheSameIdApart() {
    pipeline.close();
    pipeline = PipelineDriver.start(state, "vigil.tenants=true");
    String event = potassium("p1", "o1", 1, "7.1").json();
    for (String tenant : List.of("north", "south")) {
      pipeline.send(
          "fhir.events",
          tenant + "|p1",
          event.replace("\"source\"", "\"tenant\":\"" + tenant + "\",\"source\""),
          new RecordHeaders());
    }

    assertThat(pipeline.alerts())
        .as("neither a duplicate nor the same alert")
        .extracting(CriticalLabAlert::getTenant)
        .containsExactly("north", "south");
  }

  @Test
  void moreConsentsThanAreKeptLeaveThePatientIndeterminate() {
    pipeline.close();
    pipeline =
        PipelineDriver.start(
            state,
            "vigil.patients.max-consents=1",
            "vigil.outputs.treatment.purpose=TREAT",
            "vigil.outputs.research.purpose=HRESCH");
    for (int i = 0; i < 4; i++) {
      pipeline.send(consent("p1", "c" + i, 1, "active", "permit", "HRESCH"));
    }
    pipeline.send(potassium("p1", "o1", 1, "4.2"));

    AuditRecord audit = pipeline.audit().get(4);
    assertThat(audit.getNotes()).contains("consents-overflow");
    assertThat(audit.getOutputs().get(0).getRule()).isEqualTo("indeterminate-closed");
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
