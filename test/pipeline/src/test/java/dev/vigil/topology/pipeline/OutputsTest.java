package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.observation;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.Decision;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Outcome;
import dev.vigil.avro.OutputDecision;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an output receives in place of what consent denies it, by its configuration. */
class OutputsTest {
  private static final String RESTRICTED =
      """
      "meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality",\
      "code":"R"}],"versionId":"1"},""";

  private static final String[] BREAKS_GLASS = {
    "vigil.outputs.treatment.purpose=TREAT",
    "vigil.outputs.treatment.on-deny=break-glass",
    "vigil.alerts.on-deny=break-glass"
  };

  private static final String[] ASKS_FOR_NOTICES = {
    "vigil.outputs.research.purpose=HRESCH", "vigil.outputs.research.withheld=notice"
  };

  @TempDir Path state;
  private @Nullable PipelineDriver running;

  private PipelineDriver start(String... settings) {
    PipelineDriver pipeline = PipelineDriver.start(state, settings);
    running = pipeline;
    return pipeline;
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  /** Permits research but for what is restricted. */
  private static SampleEvent permitsResearchButRestricted(String patient) {
    SampleEvent consent = consent(patient, "c1", 1, "active", "permit", "HRESCH");
    return consent.withResource(
        consent
            .resource()
            .replace(
                "\"purpose\"",
                "\"provision\":[{\"type\":\"deny\",\"securityLabel\":[{\"code\":\"R\"}]}],"
                    + "\"purpose\""));
  }

  private static SampleEvent restricted(String patient, String id) {
    SampleEvent event = observation(patient, id, 1, "final", "2823-3", "4.2", "mmol/L", "");
    return event.withResource(
        event.resource().replace("\"meta\":{\"versionId\":\"1\"},", RESTRICTED));
  }

  private static OutputDecision decision(AuditRecord audit, String output) {
    return audit.getOutputs().stream()
        .filter(decision -> decision.getName().equals(output))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anOutputThatAsksForItIsToldOfAWithheldResource() {
    PipelineDriver pipeline = start(ASKS_FOR_NOTICES);
    pipeline.send(permitsResearchButRestricted("p1"));
    pipeline.send(potassium("p1", "o1", 1, "4.2"));
    pipeline.send(restricted("p1", "o2"));

    var research = pipeline.raw("fhir.permitted.research");
    assertThat(research).hasSize(3);
    FhirChangeEvent notice = PipelineDriver.decode(research.get(2).value(), FhirChangeEvent.class);
    assertThat(notice.getResourceId()).isEqualTo("o2");
    assertThat(notice.getResource()).isNull();
    assertThat(PipelineDriver.header(research.get(2), "vigil.withheld")).isEqualTo("true");
    AuditRecord audit = pipeline.audit().get(2);
    assertThat(decision(audit, "research"))
        .extracting("decision", "consentId", "provision", "written", "onDeny")
        .containsExactly(Decision.DENY, "c1", "provision.provision[0]", 1, "notice");
    assertThat(audit.getOutcome()).as("the alert output was open").isEqualTo(Outcome.PERMITTED);
  }

  @Test
  void withheldResourcesAreDroppedUnlessANoticeIsAskedFor() {
    PipelineDriver pipeline = start("vigil.outputs.research.purpose=HRESCH");
    pipeline.send(permitsResearchButRestricted("p1"));
    pipeline.send(restricted("p1", "o2"));

    assertThat(pipeline.permitted("research"))
        .extracting(FhirChangeEvent::getResourceId)
        .containsExactly("c1");
    assertThat(decision(pipeline.audit().get(1), "research").getOnDeny()).isEqualTo("drop");
  }

  @Test
  void anOutputThatIsClosedForThePatientLearnsNothingOfThem() {
    PipelineDriver pipeline = start(ASKS_FOR_NOTICES);
    pipeline.send(potassium("p1", "o1", 1, "4.2"));
    pipeline.send(consent("p2", "c2", 1, "active", "deny", "HRESCH"));
    pipeline.send(potassium("p2", "o2", 1, "4.2"));

    assertThat(pipeline.raw("fhir.permitted.research")).isEmpty();
  }

  @Test
  void breakGlassBringsACriticalValueAndItsCorrectionToATreatmentOutput() {
    PipelineDriver pipeline = start(BREAKS_GLASS);
    pipeline.send(consent("p1", "c1", 1, "active", "deny", "TREAT"));
    pipeline.send(potassium("p1", "o1", 1, "4.2"));
    pipeline.send(potassium("p1", "o2", 1, "7.1"));
    pipeline.send(potassium("p1", "o2", 2, "4.1"));

    var treatment = pipeline.raw("fhir.permitted.treatment");
    assertThat(treatment)
        .extracting(
            output -> PipelineDriver.decode(output.value(), FhirChangeEvent.class).getVersionId(),
            output -> PipelineDriver.header(output, "vigil.break-glass"))
        .as("nothing of what is not critical; the correction of what was")
        .containsExactly(tuple("1", null), tuple("1", "true"), tuple("2", "true"));
    var audits = pipeline.audit();
    assertThat(audits.get(1).getOutcome()).isEqualTo(Outcome.DENIED);
    assertThat(audits.get(2).getOutcome()).isEqualTo(Outcome.PERMITTED);
    assertThat(audits.get(2).getNotes()).contains("break-glass");
    assertThat(decision(audits.get(2), "treatment"))
        .extracting("decision", "consentId", "written", "onDeny")
        .containsExactly(Decision.DENY, "c1", 1, "break-glass");
    assertThat(decision(audits.get(2), "alerts").getOnDeny()).isEqualTo("break-glass");
  }

  @Test
  void whatIsWithheldOfACriticalValueIsAudited() {
    PipelineDriver pipeline = start("vigil.outputs.treatment.purpose=TREAT");
    pipeline.send(consent("p1", "c1", 1, "active", "deny", "TREAT"));
    pipeline.send(potassium("p1", "o1", 1, "7.1"));

    AuditRecord audit = pipeline.audit().get(1);
    assertThat(decision(audit, "treatment").getOnDeny()).isEqualTo("withhold");
    assertThat(decision(audit, "alerts"))
        .extracting("decision", "consentId", "onDeny")
        .containsExactly(Decision.DENY, "c1", "withhold");
    assertThat(audit.getReviews()).containsExactly("withheld-critical");
  }

  @Test
  void aStaleCriticalValueBreaksNoGlass() {
    PipelineDriver pipeline = start(BREAKS_GLASS);
    pipeline.send(consent("p1", "c1", 1, "active", "deny", "TREAT"));
    SampleEvent old = potassium("p1", "o1", 1, "7.1");
    pipeline.send(
        old.withResource(old.resource().replace("2026-03-01T11:59:00Z", "2026-02-01T11:59:00Z")));

    assertThat(pipeline.permitted("treatment"))
        .extracting(FhirChangeEvent::getResourceId)
        .containsExactly("c1");
  }

  @Test
  void aHospitalCanCloseTreatmentWhereConsentIsIndeterminate() {
    PipelineDriver pipeline =
        start(
            "vigil.outputs.treatment.purpose=TREAT",
            "vigil.outputs.treatment.when-indeterminate=deny",
            "vigil.outputs.research.purpose=HRESCH",
            "vigil.outputs.research.when-indeterminate=permit");
    pipeline.send(consent("p1", "c1", 1, "odd", "permit", "TREAT"));
    pipeline.send(potassium("p1", "o1", 1, "4.2"));

    assertThat(decision(pipeline.audit().get(1), "treatment").getRule())
        .isEqualTo("indeterminate-closed");
    assertThat(pipeline.permitted("treatment"))
        .extracting(FhirChangeEvent::getResourceId)
        .as("the notice that the Consent closed it, and nothing more")
        .containsExactly("c1");
  }

  @Test
  void aNoticeCarriesNoHeaderThatCouldTellWhatIsWithheld() {
    PipelineDriver pipeline = start(ASKS_FOR_NOTICES);
    pipeline.send(permitsResearchButRestricted("p1"));
    var headers = new RecordHeaders();
    headers.add("x-order", "HIV load".getBytes(UTF_8));
    headers.add(
        "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes(UTF_8));
    pipeline.send("fhir.events", "p1", restricted("p1", "o1").json(), headers);

    var notice = pipeline.raw("fhir.permitted.research").get(1);
    assertThat(PipelineDriver.header(notice, "x-order")).isNull();
    assertThat(PipelineDriver.header(notice, "traceparent"))
        .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  }

  @Test
  void aStaleCorrectionFollowsWhatBrokeTheGlass() {
    PipelineDriver pipeline = start(BREAKS_GLASS);
    pipeline.send(consent("p1", "c1", 1, "active", "deny", "TREAT"));
    pipeline.send(potassium("p1", "o1", 1, "7.1"));
    pipeline.advance(Duration.ofDays(2));
    pipeline.send(potassium("p1", "o1", 2, "6.9"));

    assertThat(pipeline.permitted("treatment"))
        .extracting(FhirChangeEvent::getVersionId)
        .as("still critical, another value, two days old")
        .containsExactly("1", "1", "2");
  }

  @Test
  void aConsentThatPermitsItselfAndClosesAnOutputSaysSo() {
    PipelineDriver pipeline = start("vigil.outputs.research.purpose=HRESCH");
    pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    SampleEvent closing = consent("p1", "c1", 2, "active", "deny", "HRESCH");
    pipeline.send(
        closing.withResource(
            closing
                .resource()
                .replace(
                    "\"purpose\"",
                    "\"provision\":[{\"type\":\"permit\",\"class\":[{\"code\":\"Consent\"}]}],"
                        + "\"purpose\"")));

    var research = pipeline.raw("fhir.permitted.research");
    assertThat(PipelineDriver.header(research.get(1), "vigil.closed")).isEqualTo("true");
    assertThat(PipelineDriver.decode(research.get(1).value(), FhirChangeEvent.class).getResource())
        .isNotNull();
  }

  @Test
  void aRetractionWithoutContentIsAuditedAsOne() {
    PipelineDriver pipeline = start("vigil.outputs.treatment.purpose=TREAT");
    pipeline.send(potassium("p1", "o1", 1, "7.1"));
    pipeline.send(consent("p1", "c1", 1, "active", "deny", "TREAT"));
    pipeline.send(potassium("p1", "o1", 2, "4.1"));

    assertThat(decision(pipeline.audit().get(2), "alerts"))
        .extracting("decision", "written", "onDeny")
        .containsExactly(Decision.DENY, 1, "retraction");
  }

  @Test
  void anyOfSeveralRecipientsIsWhoAProvisionNames() {
    PipelineDriver pipeline =
        start(
            "vigil.outputs.research.purpose=HRESCH",
            "vigil.outputs.research.recipient=Organization/uni,urn:oid:1.2|7");
    SampleEvent consent = consent("p1", "c1", 1, "active", "permit", "HRESCH");
    pipeline.send(
        consent.withResource(
            consent
                .resource()
                .replace(
                    "\"purpose\"",
                    """
                    "actor":[{"role":{"coding":[{"code":"IRCP"}]},"reference":\
                    {"identifier":{"system":"urn:oid:1.2","value":"7"}}}],"purpose\"""")));
    pipeline.send(potassium("p1", "o1", 1, "4.2"));

    assertThat(pipeline.permitted("research")).hasSize(2);
  }

  @Test
  void theHospitalsReadingOfConsentsIsInForce() {
    PipelineDriver pipeline =
        start("vigil.outputs.treatment.purpose=TREAT", "vigil.consent.treatment-scope=privacy");
    SampleEvent consent = consent("p1", "c1", 1, "active", "deny", "TREAT");
    pipeline.send(consent.withResource(consent.resource().replace("patient-privacy", "treatment")));
    pipeline.send(potassium("p1", "o1", 1, "4.2"));

    assertThat(decision(pipeline.audit().get(1), "treatment").getConsentId()).isEqualTo("c1");
  }

  @Test
  void aConsentThatContradictsItselfIsNoted() {
    PipelineDriver pipeline = start("vigil.outputs.research.purpose=HRESCH");
    SampleEvent consent = consent("p1", "c1", 1, "active", "permit", "HRESCH");
    pipeline.send(
        consent.withResource(
            consent
                .resource()
                .replace(
                    "\"provision\":{\"type\":\"permit\",\"purpose\":[{\"code\":\"HRESCH\"}]}",
                    "\"policyRule\":{\"coding\":[{\"code\":\"OPTOUT\"}]},"
                        + "\"provision\":{\"type\":\"permit\"}")));
    pipeline.send(potassium("p1", "o1", 1, "4.2"));

    assertThat(pipeline.audit())
        .extracting(AuditRecord::getNotes)
        .satisfiesExactly(
            change -> assertThat(change).contains("consent-contradictory"),
            later -> assertThat(later).doesNotContain("consent-contradictory"));
    assertThat(pipeline.permitted("research")).as("the more restrictive counts").isEmpty();
  }

  @Test
  void onlyTreatmentBreaksGlass() {
    assertThatThrownBy(
            () ->
                start(
                    "vigil.outputs.research.purpose=HRESCH",
                    "vigil.outputs.research.on-deny=break-glass"))
        .hasMessageContaining("only treatment may override a patient's deny");
  }

  @Test
  void anOutputThatBreaksGlassNeedsAlertsThatDo() {
    assertThatThrownBy(
            () ->
                start(
                    "vigil.outputs.treatment.purpose=TREAT",
                    "vigil.outputs.treatment.on-deny=break-glass"))
        .hasMessageContaining("corrections of what was disclosed could not follow");
  }
}
