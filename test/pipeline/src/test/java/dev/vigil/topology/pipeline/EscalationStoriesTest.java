package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.deleted;
import static dev.vigil.topology.pipeline.SampleEvent.observation;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertAck;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.avro.ReviewItem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every story of resources/escalation-cases/stories.txt, each about a patient of its own on a
 * pipeline that stories of the same settings share.
 */
class EscalationStoriesTest {
  @TempDir static Path state;
  private static final Map<List<String>, PipelineDriver> PIPELINES = new HashMap<>();
  private static int patients;

  @AfterAll
  static void stop() {
    PIPELINES.values().forEach(PipelineDriver::close);
    PIPELINES.clear();
  }

  @TestFactory
  Stream<DynamicTest> stories() throws IOException {
    Map<String, List<String>> stories = read();
    assertThat(stories).hasSizeGreaterThan(20);
    return stories.entrySet().stream()
        .map(story -> DynamicTest.dynamicTest(story.getKey(), () -> tell(story.getValue())));
  }

  private static void tell(List<String> lines) {
    List<String> settings =
        new ArrayList<>(
            // Stories happen one after the other.
            List.of("vigil.inputs.acks=true", "vigil.alerts.stale-after=P60D"));
    List<String> told = new ArrayList<>();
    int first = 0;
    for (; lines.get(first).startsWith("settings "); first++) {
      settings.add(lines.get(first).substring("settings ".length()));
    }
    PipelineDriver pipeline =
        PIPELINES.computeIfAbsent(
            settings,
            key ->
                PipelineDriver.start(
                    state.resolve("s" + PIPELINES.size()), key.toArray(String[]::new)));
    Teller teller = new Teller(pipeline, "p" + patients++);
    for (String line : lines.subList(first, lines.size())) {
      String happens = line.split(" -> ", 2)[0];
      told.add(happens + " -> " + teller.tell(happens));
    }
    assertThat(told).isEqualTo(lines.subList(first, lines.size()));
  }

  /** One story as it goes on. */
  private static final class Teller {
    private final PipelineDriver pipeline;
    private final Map<String, String> alertIds = new HashMap<>();
    private final String patient;
    private int version;

    Teller(PipelineDriver pipeline, String patient) {
      this.pipeline = pipeline;
      this.patient = patient;
    }

    String tell(String happens) {
      version++;
      List<String> words = new ArrayList<>(List.of(happens.split(" ")));
      String id = words.remove("o2") ? "o2" : "o1";
      String what = words.remove(0);
      switch (what) {
        case "ack" -> acknowledge(id, words);
        case "deny", "permit" ->
            pipeline.send(consent(patient, "c-" + patient, version, "active", what, "TREAT"));
        case "deleted" -> pipeline.send(deleted(patient, "Observation", id(id)));
        default -> {
          if (what.startsWith("+")) {
            pipeline.advance(Duration.parse("PT" + what.substring(1).toUpperCase(Locale.ROOT)));
          } else {
            result(id, what.substring("K=".length()), words);
          }
        }
      }
      return written(what.equals("ack"));
    }

    private void result(String id, String value, List<String> words) {
      SampleEvent event =
          observation(
              patient,
              id(id),
              version,
              words.contains("preliminary") ? "preliminary" : "final",
              "2823-3",
              value,
              "mmol/L",
              "");
      RecordHeaders headers = new RecordHeaders();
      if (words.contains("backfill")) {
        headers.add("vigil.backfill", "true".getBytes(UTF_8));
      }
      pipeline.send(
          words.contains("backfill") ? "fhir.replay" : "fhir.events",
          patient,
          event.json(),
          headers);
    }

    /** Event ids are made of it, and must differ between stories. */
    private String id(String observation) {
      return observation + "-" + patient;
    }

    private void acknowledge(String id, List<String> words) {
      String by = words.contains("p2") ? "another" : patient;
      AlertAck ack =
          AlertAck.newBuilder()
              .setAlertId(alertIds.getOrDefault(id(id), "00000000-0000-0000-0000-000000000000"))
              .setPatientId(by)
              .setBy("ward-7")
              .setAt(pipeline.now())
              .setRevision(revision(words))
              .setReadBack(words.contains("read-back"))
              .build();
      if (words.contains("late")) {
        RecordHeaders headers = new RecordHeaders();
        String sentAt = Long.toString(pipeline.now().minus(Duration.ofHours(1)).toEpochMilli());
        headers.add("vigil.dlq.timestamp", sentAt.getBytes(UTF_8));
        pipeline.acknowledge("fhir.replay", by, ack, headers);
      } else {
        pipeline.acknowledge(ack);
      }
    }

    private static @Nullable Integer revision(List<String> words) {
      int at = words.indexOf("revision");
      return at < 0 ? null : Integer.valueOf(words.get(at + 1));
    }

    private String written(boolean ack) {
      List<String> written = new ArrayList<>();
      List<CriticalLabAlert> alerts = mine(pipeline.alerts(), CriticalLabAlert::getPatientId);
      for (CriticalLabAlert alert : alerts) {
        alertIds.put(alert.getObservationId(), alert.getAlertId());
        written.add(told(alert));
      }
      mine(pipeline.reviews(), ReviewItem::getPatientId)
          .forEach(item -> written.add("review " + item.getReason()));
      List<OperationRecord> operations = mine(pipeline.operations(), OperationRecord::getPatientId);
      operations.stream()
          .filter(operation -> operation.getOperation() == Operation.ESCALATION_ENDED)
          .forEach(operation -> written.add("ended " + operation.getOutcome()));
      assertThat(operations)
          .filteredOn(operation -> operation.getOperation() == Operation.ALERT_ESCALATED)
          .extracting(OperationRecord::getSubject)
          .as("every escalation is in vigil.operations")
          .containsExactlyElementsOf(
              alerts.stream()
                  .filter(alert -> alert.getLevel() != null)
                  .map(CriticalLabAlert::getAlertId)
                  .toList());
      for (AuditRecord audit : pipeline.audit()) {
        if (ack) {
          assertThat(audit.getOutcome()).isEqualTo(Outcome.ACKNOWLEDGED);
          written.addAll(audit.getNotes());
        }
      }
      return written.isEmpty() ? "nothing" : String.join(", ", written);
    }

    private <T> List<T> mine(List<T> all, Function<T, String> patientOf) {
      return all.stream().filter(one -> patient.equals(patientOf.apply(one))).toList();
    }

    private String told(CriticalLabAlert alert) {
      StringBuilder told = new StringBuilder();
      told.append(alert.getStatus()).append(' ').append(alert.getRevision());
      if (alert.getLevel() != null) {
        told.append(" level ").append(alert.getLevel());
      }
      told.append(alert.getPage() ? " page" : " quiet");
      if (alert.getBreakGlass()) {
        told.append(" break-glass");
      }
      if (alert.getAcknowledgeBy() != null) {
        Duration left = Duration.between(pipeline.now(), alert.getAcknowledgeBy());
        told.append(" by +").append(left.toMinutes()).append('m');
      }
      return told.toString();
    }
  }

  private static Map<String, List<String>> read() throws IOException {
    Map<String, List<String>> stories = new LinkedHashMap<>();
    List<String> story = new ArrayList<>();
    try (InputStream in =
        EscalationStoriesTest.class.getResourceAsStream("/escalation-cases/stories.txt")) {
      assertThat(in).isNotNull();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.startsWith("story: ")) {
          story = new ArrayList<>();
          assertThat(stories.put(line.substring(7), story)).as("twice: %s", line).isNull();
        } else if (!line.isBlank() && !line.startsWith("#")) {
          story.add(line.strip());
        }
      }
    }
    return stories;
  }
}
