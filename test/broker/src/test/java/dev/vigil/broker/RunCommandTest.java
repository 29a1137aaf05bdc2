package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.topology.cli.Vigil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigil run} as a process of its own: how it starts, stops, and refuses. */
class RunCommandTest {
  @TempDir Path directory;

  @Test
  void sigtermDrainsAndEndsWithZero() throws IOException, InterruptedException {
    try (Deployment vigil = new Deployment(directory.resolve("state")).createTopics()) {
      Process process = run(vigil.arguments());
      try {
        vigil.send("fhir.events", "p1", potassium("p1", "o1", 1, "7.1"));
        vigil.read("fhir.audit", AuditRecord.class, 1);
        process.destroy();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("closes within a bound").isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(output()).contains("Stopped").doesNotContain("\tat ");
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void aSpentFailureBudgetEndsWithItsOwnCodeOnceThatIsWritten()
      throws IOException, InterruptedException {
    try (Deployment vigil =
        new Deployment(directory.resolve("state"), "vigil.failure-budget.dead-letters=1")
            .createTopics()) {
      for (int i = 0; i < 2; i++) {
        byte[] schemaThatNobodyRegistered = {0, 1, 2, 3, 4, 5};
        vigil.send(
            new ProducerRecord<>(
                vigil.topic("fhir.events"), Deployment.bytes("p1"), schemaThatNobodyRegistered));
      }
      Process process = run(vigil.arguments(), Map.of("VIGIL_LOG_FORMAT", "json"));
      try {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends by itself").isTrue();
        assertThat(process.exitValue()).isEqualTo(13);
        List<JsonNode> errors = new ArrayList<>();
        for (String line : output().split("\n", -1)) {
          JsonNode told = line.isEmpty() ? null : new ObjectMapper().readTree(line);
          if (told != null && told.path("level").asText().equals("ERROR")) {
            errors.add(told);
          }
        }
        assertThat(errors).as("told once, with its remedy").hasSize(1);
        assertThat(errors.get(0).path("message").asText())
            .startsWith("Stopped: the failure budget is spent: 2 dead letters")
            .contains("vigil dlq acknowledge");
        assertThat(errors.get(0).path("application").asText()).isEqualTo(vigil.applicationId());
        assertThat(errors.get(0).path("stack").asText()).contains("EmitProcessor");
        assertThat(vigil.values("vigil.operations", OperationRecord.class, 1))
            .extracting(OperationRecord::getOperation)
            .containsExactly(Operation.FAILURE_BUDGET_SPENT);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void aRefusalIsOneLineWithoutStackTrace() throws IOException, InterruptedException {
    Process process =
        run(
            List.of(
                "--set",
                "vigil.thread=2",
                "--set",
                "kafka.bootstrap.servers=x:1",
                "--set",
                "registry.url=http://x"));

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(3);
    assertThat(output().lines())
        .containsExactly("vigil: --set: unknown setting vigil.thread; did you mean vigil.threads?");
  }

  @Test
  void aLogFormatThatThereIsNotIsRefused() throws IOException, InterruptedException {
    Process process = run(List.of(), Map.of("VIGIL_LOG_FORMAT", "xml"));

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(3);
    assertThat(output().lines())
        .containsExactly("vigil: environment: VIGIL_LOG_FORMAT is 'xml': set it to text or json");
  }

  private Process run(List<String> flags) throws IOException {
    return run(flags, Map.of());
  }

  private Process run(List<String> flags, Map<String, String> environment) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    // Production's logging, not this module's.
    command.add("-Dlogback.configurationFile=logback.xml");
    command.add(Vigil.class.getName());
    command.add("run");
    command.addAll(flags);
    ProcessBuilder process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile());
    process.environment().putAll(environment);
    return process.start();
  }

  private String output() throws IOException {
    return Files.readString(directory.resolve("output"), StandardCharsets.UTF_8);
  }
}
