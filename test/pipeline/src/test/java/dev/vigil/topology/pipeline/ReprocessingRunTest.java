package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.patient;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Outcome;
import dev.vigil.avro.OutputDecision;
import dev.vigil.avro.ReviewItem;
import dev.vigil.serdes.event.DeadLetterHeaders;
import dev.vigil.serdes.event.ReplayHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a record does that is sent through again, for some outputs. */
class ReprocessingRunTest {
  @TempDir Path state;
  private @Nullable PipelineDriver running;

  @BeforeEach
  void start() {
    running = PipelineDriver.start(state);
  }

  @AfterEach
  void stop() {
    pipeline().close();
  }

  private PipelineDriver pipeline() {
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
  }

  /** Sends a record again as vigil reprocess does. */
  private void reprocess(String run, String outputs, SampleEvent event, String... more) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(ReplayHeaders.RUN, run.getBytes(UTF_8));
    headers.add(ReplayHeaders.RUN_OUTPUTS, outputs.getBytes(UTF_8));
    headers.add(ReplayHeaders.ORIGIN, "fhir.events:0:0".getBytes(UTF_8));
    headers.add(
        ReplayHeaders.ORIGIN_TIMESTAMP,
        Long.toString(PipelineDriver.NOW.toEpochMilli()).getBytes(UTF_8));
    for (int i = 0; i < more.length; i += 2) {
      headers.add(more[i], more[i + 1].getBytes(UTF_8));
    }
    pipeline().send("fhir.replay", event.patient(), event.json(), headers);
  }

  /** Reads what came so far, so that only what follows is seen. */
  private void forgetOutputs() {
    pipeline().permitted("treatment");
    pipeline().permitted("research");
    pipeline().alerts();
    pipeline().reviews();
    pipeline().deadLetters();
    pipeline().audit();
  }

  private AuditRecord lastAudit() {
    List<AuditRecord> audit = pipeline().audit();
    return audit.get(audit.size() - 1);
  }

  @Test
  void onlyTheOutputsOfTheRunAreWritten() {
    pipeline().send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    pipeline().send(potassium("p1", "o1", 1, "7.1"));
    forgetOutputs();

    reprocess("r1", "research", potassium("p1", "o1", 1, "7.1"));

    assertThat(pipeline().permitted("treatment")).isEmpty();
    assertThat(pipeline().alerts()).isEmpty();
    var output = pipeline().raw("fhir.permitted.research").get(0);
    assertThat(PipelineDriver.header(output, ReplayHeaders.RUN)).isEqualTo("r1");
    AuditRecord audit = lastAudit();
    assertThat(audit.getOutcome()).isEqualTo(Outcome.PERMITTED);
    assertThat(audit.getRun()).isEqualTo("r1");
    assertThat(audit.getOrigin()).isEqualTo("fhir.events:0:0");
    assertThat(audit.getOutputs())
        .extracting(OutputDecision::getName, OutputDecision::getWritten, OutputDecision::getOnDeny)
        .containsExactlyInAnyOrder(
            tuple("research", 1, null),
            tuple("treatment", 0, "not-in-run"),
            tuple("alerts", 0, "not-in-run"));
  }

  @Test
  void aRunIsDoneOncePerRecordAndAnotherRunAgain() {
    pipeline().send(potassium("p1", "o1", 1, "4.1"));
    forgetOutputs();

    reprocess("r1", "treatment", potassium("p1", "o1", 1, "4.1"));
    reprocess("r1", "treatment", potassium("p1", "o1", 1, "4.1"));
    reprocess("r2", "treatment", potassium("p1", "o1", 1, "4.1"));

    assertThat(pipeline().audit())
        .extracting(AuditRecord::getOutcome)
        .containsExactly(Outcome.PERMITTED, Outcome.DUPLICATE, Outcome.PERMITTED);
    assertThat(pipeline().permitted("treatment")).hasSize(2);
  }

  @Test
  void currentConsentDecides() {
    pipeline().send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    pipeline().send(potassium("p1", "o1", 1, "4.1"));
    pipeline().send(consent("p1", "c1", 2, "active", "deny", "HRESCH"));
    forgetOutputs();

    reprocess("r1", "research", potassium("p1", "o1", 1, "4.1"));

    assertThat(pipeline().permitted("research")).isEmpty();
    assertThat(lastAudit().getOutcome()).isEqualTo(Outcome.DENIED);
  }

  @Test
  void noPatientsStateChangesAndOldVersionsSayThatTheyAreOld() {
    pipeline().send(patient("p1", "1980-01-01"));
    pipeline().send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    pipeline().send(consent("p1", "c1", 2, "active", "deny", "HRESCH"));
    forgetOutputs();

    reprocess("r1", "treatment,research", patient("p1", "2020-01-01").withEventId("other"));
    reprocess("r1", "treatment,research", consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    reprocess("r1", "treatment,research", consent("p1", "c1", 2, "active", "deny", "HRESCH"));
    // Never seen: it was lost before, and a run is not what brings it.
    reprocess("r1", "treatment,research", consent("p1", "c2", 1, "active", "permit", "HRESCH"));

    assertThat(pipeline().permitted("research")).isEmpty();
    var treatment = pipeline().raw("fhir.permitted.treatment");
    assertThat(treatment)
        .extracting(output -> PipelineDriver.header(output, OutputHeaders.SUPERSEDED))
        .containsExactly(null, "true", null, null);
    assertThat(pipeline().audit())
        .allSatisfy(audit -> assertThat(audit.getConsentChange()).isNull());
    pipeline().send(potassium("p1", "o1", 1, "4.1"));
    assertThat(pipeline().permitted("research")).as("as before the run").isEmpty();
  }

  @Test
  void aRunOverOldVersionsEndsInTheStateThereWas() {
    pipeline().send(potassium("p1", "o1", 1, "7.1"));
    pipeline().send(potassium("p1", "o1", 2, "4.1"));
    pipeline().send(potassium("p1", "o1", 3, "7.2"));
    forgetOutputs();

    for (int version = 1; version <= 3; version++) {
      reprocess("r1", "alerts", potassium("p1", "o1", version, version == 2 ? "4.1" : "7.1"));
    }
    assertThat(pipeline().alerts())
        .as("the third is another value in this run than it was, the others are superseded")
        .hasSize(1);

    for (int version = 1; version <= 3; version++) {
      reprocess("r2", "alerts", potassium("p1", "o1", version, version == 2 ? "4.1" : "7.1"));
    }
    assertThat(pipeline().alerts()).as("nothing is new").isEmpty();
  }

  @Test
  void aMendedRuleRaisesWithoutPaging() throws Exception {
    pipeline().send(potassium("p1", "o1", 1, "5.5"));
    pipeline().send(potassium("p2", "o2", 1, "7.1"));
    assertThat(pipeline().alerts()).hasSize(1);
    pipeline().close();
    running = PipelineDriver.start(state, "vigil.profile=" + limit("5.0"));

    pipeline().send(potassium("p2", "o2", 1, "7.1"));
    forgetOutputs();
    reprocess("mended", "alerts", potassium("p1", "o1", 1, "5.5"));
    reprocess("mended", "alerts", potassium("p3", "o3", 1, "5.5"), ReplayHeaders.PAGE, "true");

    assertThat(pipeline().alerts())
        .extracting(
            CriticalLabAlert::getPatientId,
            CriticalLabAlert::getStatus,
            CriticalLabAlert::getPage,
            CriticalLabAlert::getProfile)
        .containsExactly(
            tuple("p1", AlertStatus.RAISED, false, "low"),
            tuple("p3", AlertStatus.RAISED, true, "low"));
  }

  private Path limit(String high) throws Exception {
    Path file = Files.createTempFile("profile", ".csv");
    Files.writeString(
        file,
        """
        # name: low
        # version: 1
        loinc,analyte,unit_ucum,high_critical,high_op,source
        2823-3,Potassium,mmol/L,%s,>,example
        """
            .formatted(high));
    return file;
  }

  @Test
  void aRunForOtherOutputsLeavesAlertsAlone() {
    pipeline().send(potassium("p1", "o1", 1, "4.1"));
    forgetOutputs();

    reprocess("r1", "treatment", potassium("p1", "o9", 1, "7.1"), ReplayHeaders.PAGE, "true");
    reprocess("r1", "treatment", observationById("p1", "o8"));
    assertThat(pipeline().alerts()).isEmpty();
    assertThat(pipeline().reviews()).isEmpty();

    pipeline().send(potassium("p1", "o9", 2, "7.1"));
    assertThat(pipeline().alerts())
        .extracting(CriticalLabAlert::getStatus, CriticalLabAlert::getPage)
        .as("the run left nothing behind that would make it a repeat or an update")
        .containsExactly(tuple(AlertStatus.RAISED, true));
  }

  private static SampleEvent observationById(String patient, String id) {
    return new SampleEvent("e-" + id, "observation.created", "Observation", id, patient, "");
  }

  @Test
  void patientsThatWereLinkedAreReviewedOnce() {
    SampleEvent linked =
        patient("p1", "1980-01-01")
            .withResource(
                """
                {"resourceType":"Patient","id":"p1","meta":{"versionId":"1"},\
                "link":[{"other":{"reference":"Patient/p2"},"type":"replaced-by"}]}""");
    pipeline().send(linked);
    assertThat(pipeline().reviews())
        .extracting(ReviewItem::getReason)
        .containsExactly("patient-linked");

    reprocess("r1", "treatment,alerts", linked);
    assertThat(pipeline().reviews()).isEmpty();
    assertThat(lastAudit().getOutcome()).isEqualTo(Outcome.PERMITTED);
  }

  @Test
  void anUnknownOutputIsADeadLetterThatRemembersNothing() {
    reprocess("r1", "treatment,reserach", potassium("p1", "o1", 1, "7.1"));
    assertThat(pipeline().permitted("treatment")).isEmpty();
    assertThat(pipeline().deadLetters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(PipelineDriver.header(letter, DeadLetterHeaders.REASON))
                  .isEqualTo("field-invalid");
              assertThat(PipelineDriver.header(letter, DeadLetterHeaders.LOCATION))
                  .isEqualTo(ReplayHeaders.RUN_OUTPUTS);
            });

    reprocess("r1", "treatment", potassium("p1", "o1", 1, "7.1"));
    assertThat(pipeline().permitted("treatment")).hasSize(1);
  }

  @Test
  void outputsWithoutARunAreADeadLetter() {
    reprocess("", "treatment", potassium("p1", "o1", 1, "7.1"));

    assertThat(pipeline().deadLetters())
        .extracting(letter -> PipelineDriver.header(letter, DeadLetterHeaders.LOCATION))
        .containsExactly(ReplayHeaders.RUN);
  }

  @Test
  void aDeadLetterOfARunComesBackForTheRunAlone() {
    pipeline().send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    forgetOutputs();
    SampleEvent broken = consent("p1", "c1", 2, "active", "permit", "HRESCH");
    reprocess("r1", "research", broken.withResource("{\"resourceType\":\"Patient\"}"));

    var letter = pipeline().deadLetters().get(0);
    assertThat(PipelineDriver.header(letter, ReplayHeaders.RUN)).isEqualTo("r1");
    assertThat(PipelineDriver.header(letter, ReplayHeaders.RUN_OUTPUTS)).isEqualTo("research");
    pipeline().send(potassium("p1", "o1", 1, "4.1"));
    assertThat(pipeline().permitted("research"))
        .extracting(FhirChangeEvent::getResourceId)
        .as("consent is as it was: a run says nothing new")
        .containsExactly("o1");

    pipeline().sendBytes("fhir.replay", letter.key(), bytes(broken.json()), letter.headers());
    assertThat(pipeline().permitted("research"))
        .extracting(FhirChangeEvent::getResourceId)
        .containsExactly("c1");
    assertThat(pipeline().permitted("treatment"))
        .extracting(FhirChangeEvent::getResourceId)
        .containsExactly("o1");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void aRunOverWhatWasBackfilledIsNoDuplicateOfIt() {
    SampleEvent event = potassium("p1", "o1", 1, "4.1");
    pipeline()
        .send(
            "fhir.replay",
            "p1",
            event.json(),
            new RecordHeaders().add(ReplayHeaders.BACKFILL, bytes("true")));
    forgetOutputs();

    reprocess("r1", "treatment", event, ReplayHeaders.BACKFILL, "true");
    assertThat(pipeline().permitted("treatment")).hasSize(1);
  }

  @Test
  void anIdOnlyObservationOfARunForAlertsIsReviewedAgain() {
    pipeline().send(observationById("p1", "o1"));
    assertThat(pipeline().reviews()).hasSize(1);

    reprocess("r1", "alerts", observationById("p1", "o1"));
    assertThat(pipeline().reviews()).hasSize(1);
  }

  @Test
  void aRunThatPagesDoesNotPageForAResultOfLastWeek() {
    pipeline().advance(Duration.ofDays(7));

    reprocess("r1", "alerts", potassium("p1", "o1", 1, "7.1"), ReplayHeaders.PAGE, "true");

    assertThat(pipeline().alerts()).isEmpty();
    assertThat(pipeline().reviews())
        .extracting(ReviewItem::getReason)
        .containsExactly("stale-critical");
  }

  @Test
  void aRunThatPagesPagesForAResultOfToday() {
    pipeline().advance(Duration.ofHours(1));

    reprocess("r1", "alerts", potassium("p1", "o1", 1, "7.1"), ReplayHeaders.PAGE, "true");

    assertThat(pipeline().alerts()).extracting(CriticalLabAlert::getPage).containsExactly(true);
  }
}
