package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static dev.vigil.broker.SampleEvents.potassiumResource;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Outcome;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import dev.vigil.support.LocalPlatform;
import dev.vigil.topology.runtime.ClusterAdmin;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real application on a real broker and a real registry. */
class ApplicationTest {
  @TempDir Path state;

  @Test
  void takesAllThreeFormsAndIsReadByAnyConsumer() {
    try (Deployment vigil = new Deployment(state).createTopics().start()) {
      vigil.send("fhir.events", "p1", potassium("p1", "flat", 1, "7.1"));
      vigil.send(
          "fhir.events",
          "p1",
          """
          {"specversion":"1.0","id":"ce-1","source":"lab","type":"observation.created",\
          "subject":"Observation/cloud","data":%s}"""
              .formatted(potassiumResource("p1", "cloud", 1, "7.2")));
      ProducerRecord<byte[], byte[]> binary =
          new ProducerRecord<>(
              vigil.topic("fhir.events"),
              Deployment.bytes("p1"),
              Deployment.bytes(potassiumResource("p1", "binary", 1, "7.3")));
      Map.of(
              "ce_specversion", "1.0",
              "ce_id", "ce-2",
              "ce_source", "lab",
              "ce_type", "observation.created",
              "ce_subject", "Observation/binary")
          .forEach((name, value) -> binary.headers().add(name, Deployment.bytes(value)));
      vigil.send(binary);
      vigil.send(
          new ProducerRecord<>(
              vigil.topic("fhir.events"), Deployment.bytes("p1"), avro(vigil, "avro", "7.4")));

      assertThat(vigil.values("fhir.permitted.treatment", FhirChangeEvent.class, 4))
          .extracting(FhirChangeEvent::getResourceId)
          .containsExactly("flat", "cloud", "binary", "avro");
      assertThat(vigil.values("clinical.alerts", CriticalLabAlert.class, 4))
          .extracting(CriticalLabAlert::getValue)
          .containsExactly("7.1", "7.2", "7.3", "7.4");
    }
  }

  @Test
  void remembersDuplicatesAlertsAndTheAuditChainAcrossARestart() {
    try (Deployment vigil = new Deployment(state).createTopics().start()) {
      vigil.send("fhir.events", "p1", potassium("p1", "o1", 1, "7.1"));
      vigil.read("fhir.audit", AuditRecord.class, 1);
      assertThat(vigil.stop()).as("closes within its bound").isTrue();
      vigil.start();
      vigil.send("fhir.events", "p1", potassium("p1", "o1", 1, "7.1"));
      vigil.send("fhir.events", "p1", potassium("p1", "o1", 2, "7.9"));

      List<AuditRecord> audit = vigil.values("fhir.audit", AuditRecord.class, 3);
      assertThat(audit)
          .extracting(AuditRecord::getOutcome)
          .containsExactly(Outcome.PERMITTED, Outcome.DUPLICATE, Outcome.PERMITTED);
      assertThat(audit.get(1).getPreviousHash()).isEqualTo(audit.get(0).getHash());
      assertThat(vigil.values("clinical.alerts", CriticalLabAlert.class, 2))
          .extracting(CriticalLabAlert::getStatus)
          .containsExactly(AlertStatus.RAISED, AlertStatus.UPDATED);
    }
  }

  /** A partition may go without a critical result, and so without an alert, for weeks. */
  @Test
  void anOrderlyRestartKeepsItsStoresThoughSomeOfThemAreEmpty() throws IOException {
    try (Deployment vigil = new Deployment(state).createTopics().start()) {
      vigil.send("fhir.events", "p1", potassium("p1", "o1", 1, "4.1"));
      vigil.read("fhir.audit", AuditRecord.class, 1);
      assertThat(vigil.stop()).isTrue();
      List<Path> marks = new ArrayList<>();
      for (Path segment : segments("seen-events")) {
        marks.add(Files.createFile(segment.resolve("mark")));
      }
      vigil.start();
      vigil.send("fhir.events", "p1", potassium("p1", "o2", 1, "4.1"));
      vigil.read("fhir.audit", AuditRecord.class, 2);

      assertThat(marks).hasSize(1).allSatisfy(mark -> assertThat(mark).exists());
    }
  }

  @Test
  void changelogsAreKeptAsTheCatalogueSays() {
    try (Deployment vigil = new Deployment(state).createTopics().start();
        ClusterAdmin cluster = ClusterAdmin.connect(vigil.configuration())) {
      vigil.send("fhir.events", "p1", potassium("p1", "o1", 1, "4.1"));
      vigil.read("fhir.audit", AuditRecord.class, 1);

      assertThat(new TopicCatalogue(vigil.configuration().vigil()).withRole(TopicRole.INTERNAL))
          .isNotEmpty()
          .allSatisfy(
              topic ->
                  assertThat(configOf(topic.name(), cluster))
                      .containsAllEntriesOf(topic.settings()));
    }
  }

  private static Map<String, String> configOf(String topic, ClusterAdmin cluster) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Map<String, String> values = new HashMap<>();
    cluster
        .answer(cluster.admin().describeConfigs(List.of(resource)).all())
        .values()
        .forEach(
            config -> config.entries().forEach(entry -> values.put(entry.name(), entry.value())));
    return values;
  }

  /** The directories that hold what a store remembers, of all partitions. */
  private List<Path> segments(String store) throws IOException {
    try (Stream<Path> all = Files.walk(state)) {
      return all.filter(Files::isDirectory)
          .filter(directory -> directory.getFileName().toString().startsWith(store + "."))
          .toList();
    }
  }

  @Test
  void poisonStopsNobody() {
    try (Deployment vigil = new Deployment(state).createTopics().start()) {
      vigil.send("fhir.events", "p1", potassium("p1", "o1", 1, "4.1"));
      vigil.send("fhir.events", "p1", "no event");
      vigil.send("fhir.events", "p1", null);
      vigil.send("fhir.events", null, potassium("p1", "o9", 1, "7.1"));
      vigil.send("fhir.events", "p1", "");
      ProducerRecord<byte[], byte[]> misplaced =
          new ProducerRecord<>(
              vigil.topic("fhir.events"),
              (partitionOf("p1") + 1) % Deployment.PARTITIONS,
              Deployment.bytes("p1"),
              Deployment.bytes(potassium("p1", "o2", 1, "7.1")));
      vigil.send(misplaced);
      // As large as the topic takes, and larger than a value may be.
      vigil.send("fhir.events", "p1", "{\"a\":\"" + "x".repeat(1_048_576 + 30_000) + "\"}");
      vigil.send("fhir.events", "p1", potassium("p1", "o3", 1, "7.1"));

      assertThat(vigil.read("fhir.dlq", byte[].class, 6))
          .extracting(
              letter -> new String(letter.headers().lastHeader("vigil.dlq.reason").value(), UTF_8))
          .containsExactlyInAnyOrder(
              "unrecognised-form",
              "null-value",
              "key-missing",
              "empty-value",
              "wrong-partition",
              "too-large");
      assertThat(vigil.values("clinical.alerts", CriticalLabAlert.class, 1))
          .extracting(CriticalLabAlert::getObservationId)
          .containsExactly("o3");
      List<ConsumerRecord<byte[], AuditRecord>> audit =
          vigil.read("fhir.audit", AuditRecord.class, 8);
      assertThat(audit)
          .allSatisfy(
              record -> assertThat(record.partition()).isEqualTo(record.value().getPartition()));
    }
  }

  @Test
  void writesEveryOutputOnceWhateverInterruptsIt() {
    int events = 3_000;
    try (Deployment vigil = new Deployment(state).createTopics().start()) {
      for (int i = 0; i < events; i++) {
        String patient = "p" + i % 50;
        vigil.sendLater(
            "fhir.events", patient, potassium(patient, "o" + i, 1, i % 10 == 0 ? "7.1" : "4.1"));
        if (i % 1_000 == 500) {
          vigil.flush();
          vigil.stop();
          vigil.start();
        }
      }
      vigil.flush();

      List<ConsumerRecord<byte[], AuditRecord>> audit =
          vigil.read("fhir.audit", AuditRecord.class, events);
      Set<String> inputs = new HashSet<>();
      audit.forEach(record -> inputs.add(record.partition() + "@" + record.value().getOffset()));
      assertThat(inputs).as("one audit record for every input record").hasSize(events);
      assertThat(audit).hasSize(events);
      assertThat(vigil.values("fhir.permitted.treatment", FhirChangeEvent.class, events))
          .hasSize(events)
          .extracting(FhirChangeEvent::getEventId)
          .doesNotHaveDuplicates();
      assertThat(vigil.values("clinical.alerts", CriticalLabAlert.class, events / 10))
          .hasSize(events / 10)
          .extracting(CriticalLabAlert::getAlertId)
          .doesNotHaveDuplicates();
    }
  }

  private static int partitionOf(String key) {
    return Utils.toPositive(Utils.murmur2(Deployment.bytes(key))) % Deployment.PARTITIONS;
  }

  private static byte[] avro(Deployment vigil, String id, String value) {
    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer()) {
      serializer.configure(
          Map.of("schema.registry.url", LocalPlatform.shared().registry().url()), false);
      return serializer.serialize(
          vigil.topic("fhir.events"),
          FhirChangeEvent.newBuilder()
              .setEventId("avro-1")
              .setSource("lab")
              .setEventType("observation.created")
              .setResourceType("Observation")
              .setResourceId(id)
              .setPatientId("p1")
              .setTimestamp(Instant.parse("2026-03-01T12:00:00Z"))
              .setResource(potassiumResource("p1", id, 1, value))
              .build());
    }
  }
}
