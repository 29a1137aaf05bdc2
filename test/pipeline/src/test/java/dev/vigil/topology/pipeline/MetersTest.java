package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.observation;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No result ends without an alert for a reason that nobody counts. */
class MetersTest {
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
  void everyFindingIsCountedOnceWithItsReason() {
    pipeline.send(potassium("p1", "o1", 1, "7.1"));
    pipeline.send(potassium("p1", "o1", 1, "7.1"));
    pipeline.send(potassium("p1", "o2", 1, "4.1"));
    pipeline.send(potassium("p1", "o3", 1, "4.2"));
    pipeline.send(observation("p1", "o4", 1, "final", "2823-3", "4.1", "furlong", ""));

    assertThat(findings("critical", "above-high-limit")).as("a duplicate is none").isEqualTo(1);
    assertThat(findings("normal", "within-limits")).isEqualTo(2);
    assertThat(findings("review", "unit-not-convertible")).isEqualTo(1);
    assertThat(pipeline.counted("vigil.lab.findings")).isEqualTo(4);
    assertThat(pipeline.counted("vigil.pages", "status", "raised")).isEqualTo(1);
    assertThat(pipeline.counted("vigil.records", "outcome", "duplicate")).isEqualTo(1);
  }

  @Test
  void whatKeepsACriticalValueFromAnAlertIsCounted() {
    pipeline.send(consent("denied", "c1", 1, "active", "deny", "TREAT"));
    pipeline.send(potassium("denied", "withheld", 1, "7.1"));
    var old = potassium("p1", "stale", 1, "7.1");
    pipeline.send(
        old.withResource(old.resource().replace("2026-03-01T11:59:00Z", "2026-02-01T11:59:00Z")));
    pipeline.send(potassium("p1", "late", 3, "4.2"));
    pipeline.send(potassium("p1", "late", 2, "7.1"));
    pipeline.send("fhir.events", "p1", "no event", new RecordHeaders());
    pipeline.send(potassium("p1", "o1", 1, "7.1"));
    pipeline.send(potassium("p1", "o1", 2, "7.1"));

    assertThat(pipeline.counted("vigil.reviews", "reason", "withheld-critical")).isEqualTo(1);
    assertThat(pipeline.counted("vigil.reviews", "reason", "stale-critical")).isEqualTo(1);
    assertThat(pipeline.counted("vigil.records", "reason", "superseded")).isEqualTo(1);
    assertThat(pipeline.counted("vigil.records", "reason", "unrecognised-form")).isEqualTo(1);
    assertThat(pipeline.counted("vigil.notes", "note", "alert-unchanged")).isEqualTo(1);
    assertThat(pipeline.counted("vigil.alerts")).isEqualTo(1);
    assertThat(pipeline.counted("vigil.records")).as("every record once").isEqualTo(8);
  }

  private double findings(String outcome, String reason) {
    return pipeline.counted("vigil.lab.findings", "outcome", outcome, "reason", reason);
  }
}
