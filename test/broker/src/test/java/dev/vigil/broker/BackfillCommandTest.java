package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static dev.vigil.broker.SampleEvents.potassiumResource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords;
import dev.vigil.topology.runtime.OutputRecords;
import dev.vigil.topology.runtime.replay.InputLag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigil backfill} and {@code vigil reprocess} beside a running application. */
class BackfillCommandTest {
  private static final int RESOURCES = 900;
  private static final int EVENTS = 900;
  private static final int BATCH = 300;

  private final CapturedStreams streams = new CapturedStreams();

  @TempDir Path state;
  @TempDir Path files;

  @AfterEach
  void stopListening() {
    streams.close();
  }

  @Test
  void whatIsEndedHalfwayAndRunAgainIsNeitherLostNorDoubled() throws Exception {
    try (Deployment vigil =
        new Deployment(
                state, "vigil.outputs.treatment.purpose=TREAT", "vigil.outputs.copy.purpose=TREAT")
            .createTopics()
            .start()) {
      int sentFirst = backfill(vigil);
      reprocess(vigil, sentFirst);
    }
  }

  private int backfill(Deployment vigil) throws Exception {
    Path file = resources();
    List<String> command = List.of("backfill", file.toString(), "--source", "lab");
    assertThat(run(vigil, command)).isEqualTo(12);
    assertThat(streams.out())
        .contains("resources.ndjson:902: left out, Organization: no-patient")
        .contains("Observation", "Nothing was sent");

    int highest = endedHalfway(vigil, Operation.BACKFILLED, command);
    assertThat(highest).as("what waits, in records and ends of transactions").isLessThan(3 * BATCH);
    assertThat(run(vigil, with(command, "--send", "--yes", "--rate", "100000"))).isEqualTo(12);
    assertThat(streams.out()).contains("Sent: 901 change events");

    int sent = sent(vigil, Operation.BACKFILLED);
    assertThat(sent).isBetween(RESOURCES + 1 + BATCH, 2 * RESOURCES + 1);
    List<AuditRecord> audit = vigil.values("fhir.audit", AuditRecord.class, sent);
    assertThat(audit).hasSize(sent);
    assertThat(audit).filteredOn(one -> one.getOutcome() == Outcome.PERMITTED).hasSize(901);
    assertThat(audit).filteredOn(one -> one.getOutcome() == Outcome.DUPLICATE).hasSize(sent - 901);
    assertThat(distinct(vigil.read("fhir.permitted.treatment", FhirChangeEvent.class, 901)))
        .hasSize(901);
    assertThat(vigil.values("clinical.alerts", CriticalLabAlert.class, 1))
        .singleElement()
        .satisfies(alert -> assertThat(alert.getPage()).isFalse());
    return sent;
  }

  private void reprocess(Deployment vigil, int before) throws Exception {
    for (int i = 0; i < EVENTS; i++) {
      vigil.sendLater("fhir.events", "p" + i % 50, potassium("p" + i % 50, "e" + i, 1, "4.1"));
    }
    vigil.sendLater("fhir.events", "p1", "{\"eventType\":\"?\"}");
    vigil.flush();
    vigil.read("fhir.audit", AuditRecord.class, before + EVENTS + 1);
    vigil.read("fhir.dlq", byte[].class, 1);
    List<String> command =
        List.of("reprocess", "--run", "new", "--outputs", "copy", "--from", "2020-01-01");
    committed(vigil, EVENTS, command);
    assertThat(streams.out()).contains("Left out, dead letters (vigil dlq replay): 1");

    int highest = endedHalfway(vigil, Operation.REPROCESSED, command);
    assertThat(highest).isLessThan(3 * BATCH);
    assertThat(run(vigil, with(command, "--page"))).isEqualTo(2);
    assertThat(streams.err()).contains("Run new began with another page");
    assertThat(run(vigil, with(command, "--send", "--yes", "--rate", "100000"))).isZero();
    assertThat(streams.out()).contains("Run new goes on", "Sent by this run before:");

    assertThat(sent(vigil, Operation.REPROCESSED)).isEqualTo(EVENTS);
    List<ConsumerRecord<byte[], FhirChangeEvent>> copies =
        vigil.read("fhir.permitted.copy", FhirChangeEvent.class, 901 + 2 * EVENTS);
    assertThat(copies).filteredOn(BackfillCommandTest::isOfRun).hasSize(EVENTS);
    assertThat(distinct(copies.stream().filter(BackfillCommandTest::isOfRun).toList()))
        .hasSize(EVENTS);
    assertThat(vigil.read("fhir.permitted.treatment", FhirChangeEvent.class, 901 + EVENTS))
        .noneMatch(BackfillCommandTest::isOfRun);
    assertThat(run(vigil, with(command, "--send", "--yes"))).isZero();
    assertThat(streams.out()).contains("There is nothing to send");
  }

  /** Until the application has committed what it processed: the range ends there. */
  private void committed(Deployment vigil, int records, List<String> command)
      throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      assertThat(run(vigil, command)).isZero();
      if (streams.out().contains("Records to send: " + records)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError(streams.out());
  }

  /** Runs a command slowly, and ends it when it has sent its first batch; gives the highest lag. */
  private int endedHalfway(Deployment vigil, Operation operation, List<String> command)
      throws InterruptedException {
    AtomicInteger exit = new AtomicInteger(-1);
    List<String> slowly =
        with(command, "--send", "--yes", "--rate", "" + BATCH, "--max-lag", "" + BATCH);
    Thread running = new Thread(() -> exit.set(run(vigil, slowly)), "vigil-halfway");
    running.start();
    Configuration configuration = vigil.configuration();
    long highest = 0;
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
        InputLag lag = new InputLag(configuration, cluster)) {
      vigil.read("vigil.operations", OperationRecord.class, isOne(operation));
      for (int i = 0; i < 5; i++) {
        highest = Math.max(highest, lag.records(Long.MAX_VALUE));
      }
    }
    running.interrupt();
    running.join(30_000);
    assertThat(exit.get()).as("ended, not done").isPositive().isNotEqualTo(12);
    return (int) highest;
  }

  private static Predicate<List<ConsumerRecord<byte[], OperationRecord>>> isOne(
      Operation operation) {
    return all -> all.stream().anyMatch(one -> one.value().getOperation() == operation);
  }

  /** By all that vigil.operations holds, what the last transaction still commits included. */
  private static int sent(Deployment vigil, Operation operation) throws IOException {
    Configuration configuration = vigil.configuration();
    AtomicInteger sent = new AtomicInteger();
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
        CommittedRecords records = new CommittedRecords(configuration);
        Registry registry =
            new Registry(
                configuration.registrySettings(),
                configuration.vigil().startupTimeout(),
                InstantSource.system())) {
      OutputRecords<OperationRecord> reader =
          new OutputRecords<>(registry, OperationRecord.getClassSchema());
      records.readWritten(
          records.allWritten(cluster, records.partitions(vigil.topic("vigil.operations"))),
          raw -> {
            OperationRecord record = reader.read(raw);
            if (record.getOperation() == operation) {
              sent.addAndGet(Integer.parseInt(record.getDetails().getOrDefault("sent", "0")));
            }
          });
    }
    return sent.get();
  }

  private static boolean isOfRun(ConsumerRecord<byte[], FhirChangeEvent> output) {
    return output.headers().lastHeader("vigil.run") != null;
  }

  private static Set<String> distinct(List<ConsumerRecord<byte[], FhirChangeEvent>> outputs) {
    Set<String> ids = new HashSet<>();
    outputs.forEach(output -> ids.add(output.value().getResourceId()));
    return ids;
  }

  /** The Consent behind the results, one of which is critical; and what no patient has. */
  private Path resources() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < RESOURCES; i++) {
      lines.add(
          potassiumResource("p" + i % 50, "o" + i, 1, i == 7 ? "7.1" : "4.1").replace("\n", ""));
    }
    lines.add(
        """
        {"resourceType":"Consent","id":"c1","meta":{"versionId":"1"},"status":"active",\
        "scope":{"coding":[{"code":"patient-privacy"}]},\
        "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],\
        "patient":{"reference":"Patient/p1"},"provision":{"type":"permit"}}""");
    lines.add("{\"resourceType\":\"Organization\",\"id\":\"g1\",\"meta\":{\"versionId\":\"1\"}}");
    Path file = files.resolve("resources.ndjson");
    Files.write(file, lines, StandardCharsets.UTF_8);
    return file;
  }

  private static List<String> with(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return all;
  }

  private int run(Deployment vigil, List<String> command) {
    streams.reset();
    return Vigil.execute(
        with(command, vigil.arguments().toArray(String[]::new)).toArray(String[]::new));
  }
}
