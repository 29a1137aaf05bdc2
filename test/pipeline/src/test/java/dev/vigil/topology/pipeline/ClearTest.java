package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.Decision;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator clears what is indeterminate in a patient's consent. */
class ClearTest {
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
  void aClearedConsentHasEffectAgainAsItWas() {
    pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    pipeline.send("fhir.events", "p1", unreadable("c1", 2), new RecordHeaders());
    pipeline.send(potassium("p1", "o1", 1, "4.2"));
    clear("x1", "consent.cleared", "Consent", "c1", "fhir.events/0/1");
    pipeline.send(potassium("p1", "o2", 1, "4.3"));

    assertThat(pipeline.permitted("research"))
        .extracting(FhirChangeEvent::getResourceId)
        .as("open, closed, open again; the clear itself goes nowhere")
        .containsExactly("c1", "o2");
    assertThat(pipeline.permitted("treatment"))
        .extracting(FhirChangeEvent::getResourceId)
        .containsExactly("c1", "o1", "o2");
    assertThat(pipeline.reviews()).isEmpty();
    AuditRecord audit = pipeline.audit().get(3);
    assertThat(audit.getTopic()).isEqualTo("fhir.replay");
    assertThat(audit.getOutcome()).isEqualTo(Outcome.ACKNOWLEDGED);
    assertThat(audit.getSource()).isEqualTo("operator:ward");
    assertThat(audit.getNotes()).containsExactly("indeterminate-cleared");
    assertThat(audit.getSuperseded()).isFalse();
    assertThat(audit.getConsentChange().getConsentId()).isEqualTo("c1");
    assertThat(changes(audit))
        .contains(
            tuple("research", Decision.DENY, Decision.PERMIT),
            tuple("treatment", Decision.PERMIT, Decision.PERMIT));
  }

  @Test
  void whatCameAfterTheOperatorLookedIsNotWavedThrough() {
    pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    pipeline.send("fhir.events", "p1", unreadable("c1", 2), new RecordHeaders());
    pipeline.send("fhir.events", "p1", unreadable("c1", 3), new RecordHeaders());
    clear("x1", "consent.cleared", "Consent", "c1", "fhir.events/0/1");
    clear("x2", "patient.cleared", "Patient", "p1", "fhir.events/0/1");
    pipeline.send(potassium("p1", "o1", 1, "4.2"));

    assertThat(pipeline.permitted("research"))
        .extracting(FhirChangeEvent::getResourceId)
        .containsExactly("c1");
    assertThat(pipeline.audit().subList(3, 5))
        .allSatisfy(
            audit -> {
              assertThat(audit.getOutcome()).isEqualTo(Outcome.ACKNOWLEDGED);
              assertThat(audit.getNotes()).containsExactly("clear-outdated");
              assertThat(audit.getConsentChange()).isNull();
            });
  }

  @Test
  void aConsentThatCouldNotBeKeptCameAfterTheOperatorLooked() {
    pipeline.close();
    pipeline =
        PipelineDriver.start(
            state, "vigil.inputs.max-value-bytes=2048", "vigil.patients.max-consents=100");
    pipeline.send("fhir.events", "p1", unreadable("c0", 1), new RecordHeaders());
    for (int i = 1; i < 80; i++) {
      pipeline.send(consent("p1", "c" + i, 1, "active", "permit", "x".repeat(1_000)));
    }
    List<AuditRecord> audit = pipeline.audit();
    assertThat(audit.get(79).getReason()).isEqualTo("too-large");
    long kept = audit.stream().filter(one -> one.getReason() == null).count();
    clear("x1", "patient.cleared", "Patient", "p1", "fhir.events/0/" + kept);
    clear("x2", "patient.cleared", "Patient", "p1", "fhir.events/0/79");

    assertThat(pipeline.audit())
        .extracting(one -> one.getNotes().get(one.getNotes().size() - 1))
        .containsExactly("consents-overflow", "indeterminate-cleared");
  }

  @Test
  void aProducerCannotClear() {
    pipeline.send("fhir.events", "p1", unreadable("c1", 1), new RecordHeaders());
    pipeline.send(
        "fhir.events",
        "p1",
        event("x1", "consent.cleared", "Consent", "c1", "fhir.events/0/0"),
        new RecordHeaders());
    clear("x2", "consent.cleared", "Consent", "c1", "fhir.events/0/0");

    assertThat(pipeline.deadLetters())
        .extracting(letter -> PipelineDriver.header(letter, "vigil.dlq.reason"))
        .containsExactly("member-twice", "unknown-event-type");
    assertThat(pipeline.audit().get(2).getNotes())
        .as("the dead letter changed nothing: the operator's look is not outdated")
        .containsExactly("indeterminate-cleared");
  }

  @Test
  void aClearThatIsADeadLetterMarksNothing() {
    pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    clear("x1", "consent.cleared", "Consent", "c1", "");
    clear("x2", "consent.cleared", "Consent", "c1", "fhir.events/0/0");
    clear("x2", "consent.cleared", "Consent", "c2", "fhir.events/0/0");
    pipeline.send(potassium("p1", "o1", 1, "4.2"));

    assertThat(pipeline.deadLetters())
        .extracting(letter -> PipelineDriver.header(letter, "vigil.dlq.reason"))
        .containsExactly("field-missing", "event-id-conflict");
    assertThat(pipeline.audit().get(2).getNotes()).containsExactly("nothing-to-clear");
    assertThat(pipeline.permitted("research"))
        .extracting(FhirChangeEvent::getResourceId)
        .containsExactly("c1", "o1");
  }

  @Test
  void aClearOfThePatientEndsAnOverflowAndWhatHasNoId() {
    pipeline.close();
    pipeline =
        PipelineDriver.start(
            state,
            "vigil.patients.max-consents=2",
            "vigil.inputs.consents=true",
            "vigil.outputs.treatment.purpose=TREAT",
            "vigil.outputs.research.purpose=HRESCH");
    pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    pipeline.send(consent("p1", "c2", 1, "active", "permit", "HRESCH"));
    pipeline.send(consent("p1", "c3", 1, "active", "permit", "HRESCH"));
    pipeline.send("fhir.consents", "p1", "not even an event", new RecordHeaders());
    clear("x1", "consent.cleared", "Consent", "c3", "fhir.consents/0/0");
    clear("x2", "patient.cleared", "Patient", "p1", "fhir.consents/0/0");
    pipeline.send(potassium("p1", "o1", 1, "4.2"));

    List<AuditRecord> audit = pipeline.audit();
    assertThat(audit.get(2).getConsentChange().getOutputs())
        .extracting("name", "before", "after")
        .as("the overflow itself closes")
        .contains(tuple("research", Decision.PERMIT, Decision.DENY));
    assertThat(audit.get(4).getNotes()).contains("nothing-to-clear");
    assertThat(audit.get(5).getNotes()).containsExactly("indeterminate-cleared");
    assertThat(audit.get(5).getConsentChange().getConsentId()).isEmpty();
    assertThat(changes(audit.get(5))).contains(tuple("research", Decision.DENY, Decision.PERMIT));
    assertThat(audit.get(6).getNotes()).doesNotContain("consents-overflow");
    assertThat(pipeline.permitted("research"))
        .extracting(FhirChangeEvent::getResourceId)
        .as("c3 is the notice that the overflow closes")
        .containsExactly("c1", "c2", "c3", "o1");
  }

  @Test
  void anOutputThatAClearClosesIsTold() {
    pipeline.close();
    pipeline =
        PipelineDriver.start(
            state,
            "vigil.outputs.research.purpose=HRESCH",
            "vigil.outputs.research.when-indeterminate=permit");
    pipeline.send("fhir.events", "p1", unreadable("c1", 1), new RecordHeaders());
    clear("x1", "consent.cleared", "Consent", "c1", "fhir.events/0/0");
    pipeline.send(potassium("p1", "o1", 1, "4.2"));

    var told = pipeline.raw("fhir.permitted.research");
    assertThat(told).hasSize(1);
    assertThat(PipelineDriver.header(told.get(0), "vigil.closed")).isEqualTo("true");
    FhirChangeEvent notice = PipelineDriver.decode(told.get(0).value(), FhirChangeEvent.class);
    assertThat(notice.getEventType()).isEqualTo("consent.updated");
    assertThat(notice.getResourceId()).isEqualTo("c1");
    assertThat(notice.getVersionId()).isNull();
    assertThat(notice.getResource()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"specversion":"1.0","id":"x","source":"lab","type":"consent.updated","subject":"Consent/c1",\
        "partitionkey":"p1","data":{"resourceType":"Consent","id":"c1","id":"c1"}}""",
        """
        {"resource":{"resourceType":"Consent","id":"c1","status":"active","status":"active"},\
        "eventId":"x","eventType":"consent.updated"}"""
      })
  void aConsentIsRecognisedBehindAFaultInItsResource(String broken) {
    pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    pipeline.send("fhir.events", "p1", broken, new RecordHeaders());
    pipeline.send(potassium("p1", "o1", 1, "4.2"));

    assertThat(pipeline.deadLetters()).hasSize(1);
    assertThat(pipeline.permitted("research"))
        .extracting(FhirChangeEvent::getResourceId)
        .containsExactly("c1");
  }

  @Test
  void aDenyStandsBehindAVersionThatCannotBeRead() {
    pipeline.send(consent("p1", "c1", 1, "active", "deny", "TREAT"));
    pipeline.send("fhir.events", "p1", unreadable("c1", 2), new RecordHeaders());
    pipeline.send(potassium("p1", "o1", 1, "7.1"));

    assertThat(pipeline.alerts()).isEmpty();
    assertThat(pipeline.reviews()).hasSize(1);
  }

  @Test
  void anOutputThatWasOpenBeforeTheUnreadableVersionIsToldWhenARevocationIsRead() {
    pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    pipeline.send("fhir.events", "p1", unreadable("c1", 2), new RecordHeaders());
    pipeline.send(consent("p1", "c1", 3, "active", "deny", "HRESCH"));
    pipeline.send(consent("p1", "c1", 4, "active", "deny", "HRESCH"));

    assertThat(pipeline.raw("fhir.permitted.research"))
        .extracting(output -> PipelineDriver.header(output, "vigil.closed"))
        .as("the permit, and one notice")
        .containsExactly(null, "true");
  }

  @Test
  void aClearThatIsSentAgainIsADuplicate() {
    pipeline.send("fhir.events", "p1", unreadable("c1", 1), new RecordHeaders());
    clear("x1", "patient.cleared", "Patient", "p1", "fhir.events/0/0");
    clear("x1", "patient.cleared", "Patient", "p1", "fhir.events/0/0");

    assertThat(pipeline.audit())
        .extracting(AuditRecord::getOutcome)
        .containsExactly(Outcome.DEAD_LETTERED, Outcome.ACKNOWLEDGED, Outcome.DUPLICATE);
  }

  @Test
  void aConsentThatComesAfterTheClearCountsAsAlways() {
    pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    pipeline.send("fhir.events", "p1", unreadable("c1", 2), new RecordHeaders());
    clear("x1", "consent.cleared", "Consent", "c1", "fhir.events/0/1");
    pipeline.send(consent("p1", "c1", 2, "active", "deny", "HRESCH").withEventId("mended"));
    pipeline.send(potassium("p1", "o1", 1, "4.2"));

    assertThat(pipeline.audit().get(3).getSuperseded()).isFalse();
    assertThat(pipeline.permitted("research"))
        .extracting(FhirChangeEvent::getResourceId)
        .as("c1 and the notice that it closes")
        .containsExactly("c1", "c1");
  }

  /** One member twice: nobody can say which of the two patients it is about. */
  private static String unreadable(String id, int version) {
    return consent("p1", id, version, "active", "permit", "HRESCH")
        .json()
        .replace("\"provision\"", "\"patient\"");
  }

  private void clear(String eventId, String type, String resourceType, String id, String seen) {
    pipeline.send(
        "fhir.replay", "p1", event(eventId, type, resourceType, id, seen), new RecordHeaders());
  }

  private static String event(
      String eventId, String type, String resourceType, String id, String seen) {
    return """
    {"eventId":"%s","source":"operator:ward","eventType":"%s","resourceType":"%s",\
    "resourceId":"%s","versionId":"%s","patientId":"p1","timestamp":"2026-03-01T12:00:00Z"}"""
        .formatted(eventId, type, resourceType, id, seen);
  }

  private static List<org.assertj.core.groups.Tuple> changes(AuditRecord audit) {
    return audit.getConsentChange().getOutputs().stream()
        .map(change -> tuple(change.getName(), change.getBefore(), change.getAfter()))
        .toList();
  }
}
