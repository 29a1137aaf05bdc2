package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import dev.vigil.topology.runtime.Application;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.health.Health;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An instance that fails record after record stops, and stays stopped until a person has looked.
 */
class FailureBudgetTest {
  private static final int LIMIT = 5;

  private final CapturedStreams streams = new CapturedStreams();

  @TempDir Path state;

  @AfterEach
  void stopListening() {
    streams.close();
  }

  @Test
  void staysStoppedUntilAnOperatorAcknowledgesAndThenProcessesEveryRecordOnce() throws Exception {
    int events = 40;
    try (Deployment vigil =
        new Deployment(
                state.resolve("here"),
                "vigil.failure-budget.dead-letters=" + LIMIT,
                "vigil.instance-id=pod-1",
                "vigil.threads=2",
                "vigil.outputs.treatment.purpose=TREAT")
            .createTopics()
            .start()) {
      assertThat(run(vigil, "dlq", "acknowledge", "--yes")).isEqualTo(12);
      assertThat(streams.err()).contains("there is nothing to acknowledge");

      for (int i = 0; i < LIMIT - 1; i++) {
        unreadable(vigil, "p1");
      }
      await()
          .untilAsserted(
              () ->
                  assertThat(vigil.application().health().degraded().get(Health.FAILURE_BUDGET))
                      .contains(
                          "66 % of the failure budget", "4 dead letters", "unknown-schema 4"));

      // More poison than the budget has, before and behind what is good.
      for (int i = 0; i < events; i++) {
        String patient = "p" + i % 10;
        vigil.send("fhir.events", patient, potassium(patient, "o" + i, 1, "4.1"));
        if (i % 10 == 9) {
          unreadable(vigil, "p1");
        }
      }
      int poison = LIMIT - 1 + events / 10;
      VigilException failure = vigil.application().failure().get(60, TimeUnit.SECONDS);

      assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILURE_BUDGET);
      assertThat(failure.lines())
          .singleElement()
          .asString()
          .contains("6 dead letters", "unknown-schema 6", "vigil dlq acknowledge")
          .doesNotContain("p1");
      OperationRecord spent = vigil.values("vigil.operations", OperationRecord.class, 1).get(0);
      assertThat(spent.getOperation()).isEqualTo(Operation.FAILURE_BUDGET_SPENT);
      assertThat(spent.getBy()).isEqualTo(vigil.applicationId());
      assertThat(spent.getSubject()).isEqualTo("pod-1");
      assertThat(spent.getDetails())
          .containsEntry("dead-letters", "6")
          .containsEntry("reason.unknown-schema", "6")
          .containsEntry("window", "PT10M");
      vigil.stop();

      // As an orchestrator does, here and on another machine.
      assertThat(refusal(vigil.configuration())).contains("is spent", "pod-1", "unknown-schema 6");
      assertThat(
              refusal(
                  vigil.configuration(
                      "vigil.state.dir=" + state.resolve("elsewhere"),
                      "vigil.instance-id=pod-2",
                      "vigil.failure-budget.dead-letters=0")))
          .contains("vigil dlq acknowledge", spent.getAt().toString());

      streams.type("n\n");
      assertThat(run(vigil, "dlq", "acknowledge")).isEqualTo(12);
      assertThat(streams.out())
          .contains("pod-1", "unknown-schema 6: ", DeadLetterReason.UNKNOWN_SCHEMA.remedy())
          .contains("Nothing was written");
      assertThat(refusal(vigil.configuration())).contains("is spent");
      assertThat(run(vigil, "dlq", "acknowledge", "--by", "Dr Ida", "--yes")).isZero();
      assertThat(run(vigil, "dlq", "acknowledge", "--by", "Dr Ida", "--yes")).isEqualTo(12);

      vigil.start();
      List<ConsumerRecord<byte[], AuditRecord>> audit =
          vigil.read("fhir.audit", AuditRecord.class, events + poison);
      Set<String> inputs = new HashSet<>();
      audit.forEach(record -> inputs.add(record.partition() + "@" + record.value().getOffset()));
      assertThat(audit).as("one audit record for every input record").hasSize(events + poison);
      assertThat(inputs).hasSize(events + poison);
      assertThat(audit)
          .filteredOn(record -> record.value().getOutcome() == Outcome.DEAD_LETTERED)
          .hasSize(poison);
      assertThat(vigil.read("fhir.dlq", byte[].class, poison)).hasSize(poison);
      assertThat(vigil.values("fhir.permitted.treatment", FhirChangeEvent.class, events))
          .hasSize(events)
          .extracting(FhirChangeEvent::getResourceId)
          .doesNotHaveDuplicates();
      assertThat(vigil.values("vigil.operations", OperationRecord.class, 2))
          .extracting(OperationRecord::getOperation)
          .containsExactlyInAnyOrder(
              Operation.FAILURE_BUDGET_SPENT, Operation.FAILURE_BUDGET_ACKNOWLEDGED);
    }
  }

  @Test
  void anInstanceThatCannotSayThatItStopsStopsAllTheSame() throws Exception {
    try (Deployment vigil =
        new Deployment(state, "vigil.failure-budget.dead-letters=1", "vigil.startup-timeout=PT3S")
            .createTopics()
            .start()) {
      try (ClusterAdmin cluster = ClusterAdmin.connect(vigil.configuration())) {
        cluster.answer(
            cluster.admin().deleteTopics(List.of(vigil.topic("vigil.operations"))).all());
      }
      unreadable(vigil, "p1");
      unreadable(vigil, "p1");

      VigilException failure = vigil.application().failure().get(60, TimeUnit.SECONDS);
      assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILURE_BUDGET);
      assertThat(failure.lines()).hasSize(2);
      assertThat(failure.lines().get(1))
          .startsWith("That could not be written to vigil.control (Topics are missing");
    }
  }

  private static void unreadable(Deployment vigil, String patient) {
    byte[] schemaThatNobodyRegistered = {0, 1, 2, 3, 4, 5};
    vigil.send(
        new ProducerRecord<>(
            vigil.topic("fhir.events"), Deployment.bytes(patient), schemaThatNobodyRegistered));
  }

  private static String refusal(Configuration configuration) {
    VigilException refusal =
        catchThrowableOfType(
            VigilException.class,
            () -> Application.start(configuration, InstantSource.system()).close());
    assertThat(refusal).as("it started").isNotNull();
    assertThat(refusal.exitCode()).isEqualTo(ExitCode.FAILURE_BUDGET);
    return String.join("\n", refusal.lines());
  }

  private int run(Deployment vigil, String... command) {
    streams.reset();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(vigil.arguments());
    return Vigil.execute(arguments.toArray(String[]::new));
  }
}
