package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.deleted;
import static dev.vigil.topology.pipeline.SampleEvent.observation;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.ReviewItem;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results of one patient that hang together, through the whole pipeline and its stores. */
class SeriesTest {
  @TempDir Path state;
  private PipelineDriver pipeline;

  @BeforeEach
  void start() throws URISyntaxException {
    URL profile = SeriesTest.class.getResource("/alert-cases/profile.csv");
    pipeline =
        PipelineDriver.start(
            state, "vigil.profile=" + Path.of(Objects.requireNonNull(profile).toURI()));
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void aRepeatPagesNobodyUntilWhatItRepeatsIsDeleted() {
    pipeline.send(potassium("p1", "o1", 1, "7.0"));
    pipeline.send(potassium("p1", "o2", 1, "6.9"));
    pipeline.send(deleted("p1", "Observation", "o1"));
    pipeline.send(potassium("p1", "o2", 2, "4.0"));

    List<CriticalLabAlert> alerts = pipeline.alerts();
    assertThat(alerts)
        .extracting(
            CriticalLabAlert::getObservationId,
            CriticalLabAlert::getStatus,
            CriticalLabAlert::getRevision,
            CriticalLabAlert::getPage,
            CriticalLabAlert::getRepeat)
        .containsExactly(
            tuple("o1", AlertStatus.RAISED, 1, true, false),
            tuple("o2", AlertStatus.RAISED, 1, false, true),
            tuple("o1", AlertStatus.RETRACTED, 2, true, false),
            tuple("o2", AlertStatus.UPDATED, 2, true, false),
            tuple("o2", AlertStatus.RETRACTED, 3, true, false));
    assertThat(alerts.get(1).getRepeatOf()).isEqualTo(alerts.get(0).getAlertId());
    assertThat(pipeline.audit().get(2).getAlerts()).hasSize(2);
  }

  @Test
  void anotherPatientsAlertIsNotRepeated() {
    pipeline.send(potassium("p1", "o1", 1, "7.0"));
    pipeline.send(potassium("p2", "o2", 1, "7.0"));

    assertThat(pipeline.alerts()).extracting(CriticalLabAlert::getPage).containsExactly(true, true);
  }

  @Test
  void aChangeIsSeenAcrossRecordsAndAnOlderVersionThatComesLateTakesNoPart() {
    pipeline.send(sodium("o1", 2, "130"));
    pipeline.send(sodium("o1", 1, "139"));
    pipeline.send(sodium("o2", 1, "139"));

    CriticalLabAlert alert = pipeline.alerts().get(0);
    assertThat(alert.getObservationId()).isEqualTo("o2");
    assertThat(alert.getChange().getFrom()).isEqualTo(130);
    assertThat(alert.getPage()).isTrue();

    pipeline.send(sodium("o1", 3, "136"));
    assertThat(pipeline.reviews())
        .extracting(ReviewItem::getReason, ReviewItem::getObservationId)
        .containsExactly(tuple("changed-from-corrected-value", "o2"));
  }

  @Test
  void aProducerThatCallsEveryVersionCreatedHidesNoPage() {
    pipeline.send(potassium("p1", "o1", 1, "7.0"));
    SampleEvent other = observation("p1", "o1", 2, "final", "11111-1", "7.0", "mmol/L", "");
    pipeline.send(created(other));
    pipeline.send(potassium("p1", "o2", 1, "6.9"));
    pipeline.send(sodium("o3", 1, "130"));
    pipeline.send(created(observation("p1", "o3", 2, "final", "11111-1", "1", "mmol/L", "")));
    pipeline.send(sodium("o4", 1, "140"));

    assertThat(pipeline.alerts())
        .as("nothing repeats what was retracted, nor changed from what is gone")
        .extracting(
            CriticalLabAlert::getObservationId,
            CriticalLabAlert::getStatus,
            CriticalLabAlert::getPage)
        .containsExactly(
            tuple("o1", AlertStatus.RAISED, true),
            tuple("o1", AlertStatus.RETRACTED, true),
            tuple("o2", AlertStatus.RAISED, true));
  }

  private static SampleEvent created(SampleEvent event) {
    return new SampleEvent(
        event.eventId(),
        "observation.created",
        event.resourceType(),
        event.resourceId(),
        event.patient(),
        event.resource());
  }

  private static SampleEvent sodium(String id, int version, String value) {
    return observation("p1", id, version, "final", "2951-2", value, "mmol/L", "");
  }
}
