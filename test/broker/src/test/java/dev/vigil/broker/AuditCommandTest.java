package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AuditRecord;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import dev.vigil.topology.runtime.ClusterAdmin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigil audit verify} and {@code head} on what a real application wrote. */
class AuditCommandTest {
  private final CapturedStreams streams = new CapturedStreams();

  @TempDir Path state;
  @TempDir Path files;

  @AfterEach
  void stopListening() {
    streams.close();
  }

  @Test
  void aRunIsProvenWhileItGoesOnAndWhatIsDoneToItIsFound() throws Exception {
    try (Deployment vigil =
        new Deployment(
                state,
                "vigil.outputs.treatment.purpose=TREAT",
                "vigil.outputs.research.purpose=HRESCH")
            .createTopics()
            .start()) {
      for (int i = 0; i < 200; i++) {
        String value = i % 10 == 0 ? "7.1" : "4.1";
        vigil.sendLater("fhir.events", "p" + i % 20, potassium("p" + i % 20, "o" + i, 1, value));
      }
      vigil.sendLater("fhir.replay", "p1", potassium("p1", "r1", 1, "4.4"));
      vigil.sendLater("fhir.events", "p1", "poison");
      vigil.flush();
      vigil.read("fhir.audit", AuditRecord.class, 202);

      assertThat(run(vigil, "audit", "verify")).as(streams.out() + streams.err()).isZero();
      assertThat(streams.out())
          .contains("Proven", "fhir.permitted.treatment")
          .doesNotContain("NOT proven", "Not judged");
      vigil.stop();
      assertThat(run(vigil, "audit", "verify", "--json")).isZero();
      assertThat(streams.out())
          .contains("\"proven\":true", "\"inputRecords\":202", "\"auditRecords\":202");

      Path heads = files.resolve("heads.jsonl");
      assertThat(run(vigil, "audit", "head", "--json")).isZero();
      assertThat(streams.out().lines()).hasSize(5).allMatch(line -> line.contains("\"hash\":\""));
      Files.writeString(heads, streams.out());
      assertThat(run(vigil, "audit", "verify", "--head", heads.toString())).isZero();

      ConsumerRecord<byte[], byte[]> alert = vigil.read("clinical.alerts", byte[].class, 20).get(0);
      ConsumerRecord<byte[], byte[]> audit = vigil.read("fhir.audit", byte[].class, 202).get(0);
      copy(vigil, alert);
      assertFound(vigil, "output-twice", "clinical.alerts");
      copy(vigil, audit);
      assertFound(vigil, "audited-twice", "chain-", vigil.topic("fhir.audit"));
      vigil.send("fhir.audit", "p1", "not an audit record");
      assertFound(vigil, "audit-unreadable");
      vigil.send("fhir.permitted.research", "p1", "leaked");
      assertFound(vigil, "output-foreign", vigil.topic("fhir.permitted.research"));

      assertThat(run(vigil, "audit", "verify", "--json", "--since", "2999-01-01T00:00:00Z"))
          .as("nothing arrived since")
          .isZero();
      assertThat(streams.out()).contains("\"inputRecords\":0");
      assertThat(
              run(
                  vigil,
                  "audit",
                  "verify",
                  "--json",
                  "--topic",
                  "fhir.replay",
                  "--partition",
                  Integer.toString(partitionOf(vigil)),
                  "--from",
                  "0",
                  "--to",
                  "0"))
          .isEqualTo(12);
      assertThat(streams.out()).contains("\"inputRecords\":1");

      try (ClusterAdmin cluster = ClusterAdmin.connect(vigil.configuration())) {
        TopicPartition treatment =
            new TopicPartition(vigil.topic("fhir.permitted.treatment"), audit.partition());
        cluster.answer(
            cluster
                .admin()
                .deleteRecords(Map.of(treatment, RecordsToDelete.beforeOffset(5)))
                .all());
      }
      assertThat(run(vigil, "audit", "verify")).isEqualTo(12);
      assertThat(streams.out())
          .contains("older than the oldest that retention has left")
          .doesNotContain("output-missing");
    }
  }

  @Test
  void aRefusalSaysWhatToDo() throws Exception {
    Deployment vigil = new Deployment(state);
    try (vigil) {
      assertThat(run(vigil, "audit", "verify")).isEqualTo(6);
      assertThat(streams.err().lines())
          .singleElement()
          .asString()
          .contains("has committed nothing");
      assertThat(run(vigil, "audit", "verify", "--from", "3")).isEqualTo(2);
      assertThat(streams.err().lines()).singleElement().asString().contains("--partition");
      Path file = Files.writeString(files.resolve("heads"), "{\"topic\":1}\n");
      assertThat(run(vigil, "audit", "verify", "--head", file.toString())).isEqualTo(2);
      assertThat(streams.err().lines()).singleElement().asString().contains("audit head --json");
      assertThat(run(vigil, "audit", "head")).isEqualTo(6);

      vigil.createTopics();
      try (ClusterAdmin cluster = ClusterAdmin.connect(vigil.configuration())) {
        cluster.answer(
            cluster
                .admin()
                .alterConsumerGroupOffsets(
                    vigil.configuration().vigil().applicationId(),
                    Map.of(
                        new TopicPartition(vigil.topic("clinical.alerts"), 0),
                        new OffsetAndMetadata(0)))
                .all());
      }
      assertThat(run(vigil, "audit", "verify"))
          .as("a group that reads something else proves nothing")
          .isEqualTo(6);
      assertThat(streams.err().lines()).singleElement().asString().contains("never read");
    }
  }

  private void assertFound(Deployment vigil, String... texts) {
    assertThat(run(vigil, "audit", "verify")).isEqualTo(12);
    assertThat(streams.out()).contains("NOT proven").contains(texts);
  }

  /** The partition of the inputs that patient p1 is in. */
  private static int partitionOf(Deployment vigil) {
    return vigil.read("fhir.replay", byte[].class, 1).get(0).partition();
  }

  private static void copy(Deployment vigil, ConsumerRecord<byte[], byte[]> record) {
    vigil.send(
        new ProducerRecord<>(
            record.topic(), record.partition(), record.key(), record.value(), record.headers()));
  }

  private int run(Deployment vigil, String... command) {
    streams.reset();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(vigil.arguments());
    return Vigil.execute(arguments.toArray(String[]::new));
  }
}
