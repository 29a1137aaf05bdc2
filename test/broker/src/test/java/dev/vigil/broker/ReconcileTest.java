package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassiumResource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigil reconcile} between a FHIR server and a running application. */
class ReconcileTest {
  private static final int RESULTS = 200;
  private static final int DEAD = 168;
  private static final int NEVER_STREAMED = 170;
  private static final int DELETED = 3;

  private final CapturedStreams streams = new CapturedStreams();

  @TempDir Path state;
  @TempDir Path files;

  @AfterEach
  void stopListening() {
    streams.close();
  }

  @Test
  void whatTheStreamNeverSawIsFoundSentAndJudged() throws IOException {
    try (SampleFhirServer server = new SampleFhirServer();
        Deployment vigil =
            new Deployment(
                    state,
                    "vigil.outputs.research.purpose=HRESCH",
                    "vigil.outputs.treatment.purpose=TREAT")
                .createTopics()
                .start()) {
      fill(server);
      for (int i = 0; i < NEVER_STREAMED; i++) {
        vigil.send("fhir.events", patient(i), event(i));
      }
      // One deletion did come, without a version, as change data capture tells it.
      vigil.send(
          "fhir.events",
          patient(DELETED),
          """
          {"eventId":"d","eventType":"observation.deleted","resourceType":"Observation",\
          "resourceId":"o%d","patientId":"%s","source":"lab"}"""
              .formatted(DELETED, patient(DELETED)));
      vigil.read("fhir.audit", AuditRecord.class, NEVER_STREAMED + 1);
      Set<String> missing =
          IntStream.range(NEVER_STREAMED, RESULTS)
              .mapToObj(i -> "missing Observation/o" + i + " 1")
              .collect(Collectors.toCollection(TreeSet::new));
      for (int i = 0; i < DELETED; i++) {
        missing.add("missing Observation/o" + i + " 2 deleted");
      }
      missing.add("missing Consent/c1 1");
      Set<String> all = new TreeSet<>(missing);
      all.add("dead-lettered Observation/o168 1");
      all.add("dead-lettered Observation/o169 1");

      assertThat(reconcile(vigil, server)).isEqualTo(12);
      assertThat(findings()).isEqualTo(all);
      assertThat(streams.out())
          .contains("\"changes\":205", "\"missing\":34", "\"deadLettered\":2")
          .contains("\"withoutPatient\":1", "\"sent\":0")
          .doesNotContain("valueQuantity", "s3cret");

      streams.type("n\n");
      assertThat(reconcile(vigil, server, "--emit", "--source", "lab")).isEqualTo(12);
      assertThat(streams.err()).contains("Send 34 change events to fhir.replay");
      assertThat(streams.out()).contains("\"sent\":0");

      assertThat(send(vigil, server)).isZero();
      assertThat(streams.out()).contains("\"sent\":36");
      List<ConsumerRecord<byte[], AuditRecord>> audit =
          vigil.read("fhir.audit", AuditRecord.class, NEVER_STREAMED + 1 + 36);
      assertThat(audit)
          .filteredOn(record -> record.value().getTopic().endsWith("fhir.replay"))
          .hasSize(36)
          .allSatisfy(
              record -> {
                assertThat(record.value().getOutcome()).isEqualTo(Outcome.PERMITTED);
                assertThat(record.value().getNotes()).contains("backfill");
              });
      assertThat(vigil.values("fhir.permitted.research", FhirChangeEvent.class, 4))
          .as("results that came in with the Consent that permits them, which is newer")
          .extracting(FhirChangeEvent::getResourceId)
          .containsExactlyInAnyOrder("c1", "o179", "o189", "o199");
      assertThat(vigil.values("clinical.alerts", CriticalLabAlert.class, 1))
          .singleElement()
          .satisfies(
              alert -> {
                assertThat(alert.getObservationId()).isEqualTo("o199");
                assertThat(alert.getPage()).as("brought in later").isFalse();
              });
      assertThat(vigil.values("vigil.operations", OperationRecord.class, 1))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.getOperation()).isEqualTo(Operation.BACKFILLED);
                assertThat(record.getBy()).isEqualTo("Ida");
                assertThat(record.getSubject()).isEqualTo("reconcile " + server.base());
                assertThat(record.getDetails()).containsEntry("sent", "36");
              });

      assertThat(reconcile(vigil, server)).as("nothing is missing any more").isZero();
      assertThat(findings()).isEmpty();
      assertThat(run(vigil, server, "--via", "last-updated", "--types", "Observation", "--json"))
          .isZero();
      assertThat(streams.out()).contains("\"changes\":196", "\"missing\":0");
    }
  }

  @Test
  void whatTheApplicationIsAboutToJudgeIsNotCalledMissing() throws IOException {
    try (SampleFhirServer server = new SampleFhirServer();
        Deployment vigil = new Deployment(state).createTopics()) {
      assertThat(reconcile(vigil, server)).isEqualTo(12);
      assertThat(streams.err()).contains("never read", "vigil run");

      vigil.start();
      vigil.send("fhir.events", patient(1), event(1));
      vigil.read("fhir.audit", AuditRecord.class, 1);
      vigil.stop();
      vigil.send("fhir.events", patient(2), event(2));

      assertThat(reconcile(vigil, server, "--until", Instant.now().toString())).isEqualTo(12);
      assertThat(streams.err()).contains("Nothing was compared", "until it has caught up");
    }
  }

  @Test
  void aRefusalNamesTheRemedyAndNoSecret() throws IOException {
    try (SampleFhirServer server = new SampleFhirServer();
        Deployment vigil = new Deployment(state)) {
      Path wrong = Files.writeString(files.resolve("wrong"), "Authorization: Bearer other\n");

      assertThat(
              execute(
                  vigil,
                  "reconcile",
                  "--fhir-base",
                  server.base(),
                  "--since",
                  "PT26H",
                  "--header-file",
                  wrong.toString()))
          .isEqualTo(14);
      assertThat(streams.err().lines())
          .singleElement()
          .asString()
          .contains("refuses access (401): check --header-file")
          .doesNotContain("Bearer");
    }
  }

  private static void fill(SampleFhirServer server) {
    Instant first = Instant.now().minus(Duration.ofHours(3));
    for (int i = 0; i < RESULTS; i++) {
      server.put(resource(i), 1, first.plusSeconds(i));
    }
    for (int i = 0; i <= DELETED; i++) {
      server.delete("o" + i, 2, first.plusSeconds(1_000 + i));
    }
    server.put(
        """
        {"resourceType":"Consent","id":"c1","status":"active",\
        "scope":{"coding":[{"code":"patient-privacy"}]},\
        "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],\
        "patient":{"reference":"Patient/p9"},\
        "provision":{"type":"permit","purpose":[{"code":"HRESCH"}]}}""",
        1,
        first.plusSeconds(2_000));
    server.put("{\"resourceType\":\"Organization\",\"id\":\"org\"}", 1, first.plusSeconds(2_001));
    server.put(resource(0), 9, Instant.now().minus(Duration.ofDays(3)));
  }

  private static String patient(int result) {
    return "p" + result % 10;
  }

  private static String resource(int result) {
    String value = result == RESULTS - 1 ? "7.1" : "4.2";
    return potassiumResource(patient(result), "o" + result, 1, value);
  }

  private static String event(int result) {
    return """
    {"eventId":"e%d","eventType":"%s","resourceType":"Observation","resourceId":"o%d",\
    "patientId":"%s","source":"lab","resource":%s}"""
        .formatted(
            result,
            result < DEAD ? "observation.created" : "observation.invented",
            result,
            patient(result),
            resource(result));
  }

  private int send(Deployment vigil, SampleFhirServer server) throws IOException {
    return run(
        vigil,
        server,
        "--json",
        "--emit",
        "--source",
        "lab",
        "--dead-letters",
        "--yes",
        "--by",
        "Ida");
  }

  private int reconcile(Deployment vigil, SampleFhirServer server, String... options)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--json");
    return run(vigil, server, all.toArray(String[]::new));
  }

  private int run(Deployment vigil, SampleFhirServer server, String... options) throws IOException {
    Path headers =
        Files.writeString(
            files.resolve("headers"), "Authorization: " + SampleFhirServer.AUTHORIZATION + "\n");
    List<String> command =
        new ArrayList<>(
            List.of(
                "reconcile",
                "--fhir-base",
                server.base(),
                "--since",
                "PT26H",
                "--header-file",
                headers.toString()));
    command.addAll(List.of(options));
    return execute(vigil, command.toArray(String[]::new));
  }

  private int execute(Deployment vigil, String... command) {
    streams.reset();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(vigil.arguments());
    return Vigil.execute(arguments.toArray(String[]::new));
  }

  /** The lines that name a resource, in short. */
  private Set<String> findings() {
    return streams
        .out()
        .lines()
        .map(ReconcileTest::inShort)
        .filter(line -> line != null)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static @Nullable String inShort(String line) {
    return line.contains("\"finding\"")
        ? "%s %s/%s %s%s"
            .formatted(
                member(line, "finding"),
                member(line, "resourceType"),
                member(line, "resourceId"),
                member(line, "versionId"),
                line.contains("\"deleted\":true") ? " deleted" : "")
        : null;
  }

  private static String member(String line, String name) {
    String start = "\"" + name + "\":\"";
    int from = line.indexOf(start) + start.length();
    return line.substring(from, line.indexOf('"', from));
  }
}
