package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.observation;
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
import dev.vigil.serdes.event.DeadLetterHeaders;
import dev.vigil.serdes.event.ReplayHeaders;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a record does that is brought in later, because the stream never saw it. */
class BackfillTest {
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

  /** Sends a record as vigil backfill does; more headers are names and values in turn. */
  private void backfill(SampleEvent event, String... more) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(ReplayHeaders.BACKFILL, "true".getBytes(UTF_8));
    for (int i = 0; i < more.length; i += 2) {
      headers.add(more[i], more[i + 1].getBytes(UTF_8));
    }
    pipeline().send("fhir.replay", event.patient(), event.json(), headers);
  }

  /** The same version of the resource, as another event. */
  private static SampleEvent again(SampleEvent event) {
    return event.withEventId("backfilled-" + event.eventId());
  }

  private static SampleEvent idOnly(SampleEvent event) {
    // The version is then the envelope's.
    return new SampleEvent(
        event.eventId() + "\",\"versionId\":\"1",
        event.type(),
        event.resourceType(),
        event.resourceId(),
        event.patient(),
        "");
  }

  private AuditRecord lastAudit() {
    List<AuditRecord> audit = pipeline().audit();
    return audit.get(audit.size() - 1);
  }

  private List<Outcome> outcomes() {
    return pipeline().audit().stream().map(AuditRecord::getOutcome).toList();
  }

  @Test
  void criticalResultsAlertAndPageNobody() {
    backfill(potassium("p1", "o1", 1, "7.1"));

    assertThat(pipeline().alerts())
        .singleElement()
        .satisfies(alert -> assertThat(alert.getPage()).isFalse());
    var permitted = pipeline().raw("fhir.permitted.treatment").get(0);
    assertThat(PipelineDriver.header(permitted, ReplayHeaders.BACKFILL)).isEqualTo("true");
    assertThat(lastAudit().getNotes()).contains("backfill");
  }

  @Test
  void criticalResultsPageIfTheyAreToPage() {
    backfill(potassium("p1", "o1", 1, "7.1"), ReplayHeaders.PAGE, "true");

    assertThat(pipeline().alerts()).extracting(CriticalLabAlert::getPage).containsExactly(true);
  }

  @Test
  void theFinalResultThatFollowsOneThatWasBackfilledPages() {
    backfill(observation("p1", "o1", 1, "preliminary", "2823-3", "7.1", "mmol/L", ""));
    pipeline().send(potassium("p1", "o1", 2, "7.1"));

    assertThat(pipeline().alerts())
        .extracting(CriticalLabAlert::getPage)
        .as("nobody was told of it yet")
        .containsExactly(false, true);
  }

  @Test
  void aCorrectionRetractsWhateverBroughtIt() {
    pipeline().send(potassium("p1", "o1", 1, "7.1"));
    backfill(potassium("p1", "o1", 2, "4.1"));

    assertThat(pipeline().alerts())
        .extracting(CriticalLabAlert::getStatus, CriticalLabAlert::getPage)
        .containsExactly(tuple(AlertStatus.RAISED, true), tuple(AlertStatus.RETRACTED, true));
  }

  @Test
  void whatTheStreamSawIsADuplicateWhateverItsEventId() {
    pipeline().send(potassium("p1", "o1", 1, "7.1"));
    pipeline().send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    pipeline().send(patient("p1", "1980-01-01"));
    outcomes();
    pipeline().alerts();
    pipeline().permitted("treatment");

    backfill(again(potassium("p1", "o1", 1, "7.1")));
    backfill(again(consent("p1", "c1", 1, "active", "permit", "HRESCH")));
    backfill(again(patient("p1", "1980-01-01")));

    assertThat(outcomes()).containsOnly(Outcome.DUPLICATE).hasSize(3);
    assertThat(pipeline().alerts()).isEmpty();
    assertThat(pipeline().permitted("treatment")).isEmpty();
  }

  @Test
  void theSameBackfillTwiceIsOnce() {
    for (int i = 0; i < 2; i++) {
      backfill(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
      backfill(patient("p1", "1980-01-01"));
      backfill(potassium("p1", "o1", 1, "7.1"));
      backfill(SampleEvent.deleted("p1", "Observation", "o1"));
    }

    assertThat(outcomes())
        .containsExactly(
            Outcome.PERMITTED,
            Outcome.PERMITTED,
            Outcome.PERMITTED,
            Outcome.PERMITTED,
            Outcome.DUPLICATE,
            Outcome.DUPLICATE,
            Outcome.DUPLICATE,
            Outcome.DUPLICATE);
    assertThat(pipeline().permitted("research")).hasSize(4);
  }

  @Test
  void theContentOfWhatCameByItsIdsAloneIsNoDuplicate() {
    pipeline().send(idOnly(potassium("p1", "o1", 1, "7.1")));
    assertThat(pipeline().reviews()).hasSize(1);

    backfill(again(potassium("p1", "o1", 1, "7.1")));
    assertThat(pipeline().alerts()).hasSize(1);

    backfill(idOnly(again(again(potassium("p1", "o1", 1, "7.1")))));
    assertThat(lastAudit().getOutcome())
        .as("ids alone of what came with its content")
        .isEqualTo(Outcome.DUPLICATE);
    assertThat(pipeline().reviews()).isEmpty();
  }

  @Test
  void anotherSourceCountsItsOwnVersions() {
    pipeline().send(potassium("p1", "o1", 1, "4.1"));
    SampleEvent other = again(potassium("p1", "o1", 1, "7.1"));
    pipeline()
        .send(
            "fhir.replay",
            "p1",
            other.json().replace("\"source\":\"lab\"", "\"source\":\"elsewhere\""),
            new RecordHeaders().add(ReplayHeaders.BACKFILL, "true".getBytes(UTF_8)));

    assertThat(pipeline().alerts()).as("it may be another result").hasSize(1);
  }

  @Test
  void anOlderVersionChangesNeitherAlertsNorConsent() {
    pipeline().send(potassium("p1", "o1", 2, "7.1"));
    pipeline().send(consent("p1", "c1", 2, "active", "deny", "HRESCH"));
    pipeline().alerts();
    pipeline().permitted("research");

    backfill(potassium("p1", "o1", 1, "4.1"));
    backfill(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
    pipeline().send(potassium("p1", "o2", 1, "4.0"));

    assertThat(pipeline().alerts()).isEmpty();
    assertThat(pipeline().permitted("research")).isEmpty();
    assertThat(pipeline().permitted("treatment"))
        .extracting(FhirChangeEvent::getResourceId)
        .containsExactly("o1", "c1", "o1", "c1", "o2");
    assertThat(pipeline().audit())
        .extracting(AuditRecord::getSuperseded)
        .containsExactly(false, false, true, true, false);
  }

  @Test
  void aConsentThatWasReadBeforeItsBackfillFailedIsNoDuplicateOfItself() {
    pipeline().close();
    boolean[] broken = {true};
    running =
        PipelineDriver.around(
            state,
            step ->
                step.name().equals("critical-lab")
                    ? PlantedFault.before(step, () -> broken[0])
                    : step,
            "vigil.outputs.research.purpose=HRESCH");
    SampleEvent consent = consent("p1", "c1", 1, "active", "permit", "HRESCH");
    backfill(consent);
    assertThat(lastAudit().getOutcome()).isEqualTo(Outcome.DEAD_LETTERED);
    var deadLetter = pipeline().deadLetters().get(0);

    broken[0] = false;
    pipeline().sendBytes("fhir.replay", deadLetter.key(), deadLetter.value(), deadLetter.headers());

    assertThat(lastAudit().getOutcome()).isEqualTo(Outcome.PERMITTED);
    assertThat(pipeline().permitted("research")).hasSize(1);
  }

  @Test
  void whatHasNeitherIdNorVersionIsADeadLetterThatKeepsItsMark() {
    SampleEvent nameless =
        potassium("p1", "o1", 1, "7.1")
            .withEventId("")
            .withResource(
                potassium("p1", "o1", 1, "7.1")
                    .resource()
                    .replace("\"meta\":{\"versionId\":\"1\"},", ""));
    backfill(nameless);

    assertThat(pipeline().deadLetters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(PipelineDriver.header(letter, DeadLetterHeaders.REASON))
                  .isEqualTo("event-id-underivable");
              assertThat(PipelineDriver.header(letter, ReplayHeaders.BACKFILL)).isEqualTo("true");
            });
    assertThat(pipeline().alerts()).isEmpty();
  }
}
