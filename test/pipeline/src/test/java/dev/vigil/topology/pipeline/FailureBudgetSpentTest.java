package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Outcome;
import dev.vigil.topology.domain.budget.FailureBudgetSpentException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A build that fails record after record stops, and writes no further dead letters. */
class FailureBudgetSpentTest {
  private static final byte[] UNKNOWN_SCHEMA = {0, 0, 0, 0, 42, 1, 2, 3};

  @TempDir Path state;
  private boolean broken;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "decode",
        "recognise-duplicates",
        "order",
        "patient-facts",
        "consent-decisions",
        "critical-lab",
        "alert-life-cycle"
      })
  void aBrokenStepStopsTheInstanceAtTheFirstRecordBeyondTheBudget(String failing) {
    try (PipelineDriver pipeline = broken(failing, 3)) {
      pipeline.send(potassium("p1", "good", 1, "7.1"));
      broken = true;
      for (int i = 1; i <= 3; i++) {
        pipeline.send(potassium("p1", "o" + i, 1, "7.1"));
      }
      assertThat(pipeline.gauge("vigil.failure.budget.used")).isEqualTo(3);
      assertThat(pipeline.gauge("vigil.failure.budget.limit")).isEqualTo(3);
      assertThat(pipeline.gauge("vigil.failure.budget.level")).isEqualTo(0.75);
      assertThat(pipeline.gauge("vigil.failure.budget.spent")).isZero();

      for (int again = 0; again < 2; again++) {
        assertThatThrownBy(() -> pipeline.send(potassium("p1", "o4", 1, "7.1")))
            .hasRootCauseInstanceOf(FailureBudgetSpentException.class)
            .rootCause()
            .hasMessageStartingWith("4 dead letters")
            .hasMessageContaining("(step-failed 4)")
            .hasMessageNotContaining("p1");
      }

      assertThat(pipeline.gauge("vigil.failure.budget.spent")).isEqualTo(1);
      assertThat(pipeline.deadLetters()).as("none of the record that is one too many").hasSize(3);
      assertThat(pipeline.audit()).hasSize(4);

      broken = false;
      pipeline.send(potassium("p1", "o4", 1, "7.1"));
      assertThat(pipeline.alerts())
          .as("what was not written was not remembered, and what was before still is")
          .extracting(CriticalLabAlert::getObservationId)
          .containsExactly("good", "o4");
      pipeline.send(potassium("p1", "good", 1, "7.1"));
      assertThat(pipeline.audit())
          .extracting(AuditRecord::getOutcome)
          .containsExactly(Outcome.PERMITTED, Outcome.DUPLICATE);
    }
  }

  @Test
  void replaysOfAWrongFixCountLikeAllOthers() {
    broken = true;
    try (PipelineDriver pipeline = broken("critical-lab", 1)) {
      pipeline.send(potassium("p1", "o1", 1, "7.1"));
      var letter = pipeline.deadLetters().get(0);

      assertThatThrownBy(
              () ->
                  pipeline.sendBytes("fhir.replay", letter.key(), letter.value(), letter.headers()))
          .hasRootCauseInstanceOf(FailureBudgetSpentException.class);
    }
  }

  @Test
  void aSchemaThatNobodyCanReadStopsTheInstance() {
    try (PipelineDriver pipeline = PipelineDriver.start(state, limit(2))) {
      unreadable(pipeline);
      unreadable(pipeline);
      assertThatThrownBy(() -> unreadable(pipeline))
          .rootCause()
          .hasMessageContaining("(unknown-schema 3)");
    }
  }

  @Test
  void producersFaultsStopNobody() {
    try (PipelineDriver pipeline = PipelineDriver.start(state, limit(1))) {
      for (String poison : List.of("no event", "", "{\"a\":1}", "{", "x".repeat(2_000_000))) {
        pipeline.send("fhir.events", "p1", poison, new RecordHeaders());
        pipeline.send("fhir.events", "p2", potassium("p1", "o1", 1, "7.1").json(), headers());
      }
      assertThat(pipeline.deadLetters()).hasSize(10);
      assertThat(pipeline.gauge("vigil.failure.budget.used")).isZero();
    }
  }

  @Test
  void aLittlePoisonInALargeStreamStopsNobody() {
    try (PipelineDriver pipeline =
        PipelineDriver.start(state, limit(1), "vigil.failure-budget.percent=10")) {
      for (int i = 0; i < 200; i++) {
        pipeline.send(potassium("p1", "o" + i, 1, "4.1"));
        if (i % 20 == 19) {
          unreadable(pipeline);
        }
      }
      assertThat(pipeline.deadLetters()).hasSize(10);
      assertThat(pipeline.gauge("vigil.failure.budget.used")).isEqualTo(10);
    }
  }

  @Test
  void whatIsOlderThanTheWindowCountsNoMore() {
    try (PipelineDriver pipeline = PipelineDriver.start(state, limit(1))) {
      for (int i = 0; i < 5; i++) {
        unreadable(pipeline);
        pipeline.advance(Duration.ofMinutes(10));
      }
      assertThat(pipeline.deadLetters()).hasSize(5);
    }
  }

  @Test
  void withoutABudgetNothingStops() {
    try (PipelineDriver pipeline = PipelineDriver.start(state, limit(0))) {
      for (int i = 0; i < 300; i++) {
        unreadable(pipeline);
      }
      assertThat(pipeline.deadLetters()).hasSize(300);
    }
  }

  private PipelineDriver broken(String failing, int limit) {
    return PipelineDriver.around(
        state,
        step -> step.name().equals(failing) ? PlantedFault.before(step, () -> broken) : step,
        limit(limit));
  }

  private static String limit(int deadLetters) {
    return "vigil.failure-budget.dead-letters=" + deadLetters;
  }

  private static RecordHeaders headers() {
    return new RecordHeaders();
  }

  private static void unreadable(PipelineDriver pipeline) {
    pipeline.sendBytes("fhir.events", "p1".getBytes(UTF_8), UNKNOWN_SCHEMA, new RecordHeaders());
  }
}
