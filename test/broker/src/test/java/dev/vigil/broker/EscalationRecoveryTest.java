package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertAck;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.support.LocalPlatform;
import dev.vigil.topology.runtime.Application;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every level once, and none after an acknowledgement, whatever becomes of the instances. */
class EscalationRecoveryTest {
  private static final int LEVELS = 2;

  @TempDir Path state;
  @TempDir Path stateOfAnother;

  private Deployment deployment() {
    return new Deployment(state, "vigil.inputs.acks=true", "vigil.escalation.ladder=PT8S,PT2S")
        .createTopics();
  }

  @Test
  void whatWasDueDuringARestartIsEscalatedOnceLevelByLevel() {
    try (Deployment vigil = deployment().start()) {
      raiseAndAcknowledgeEverySecond(vigil, 4);
      assertThat(vigil.stop()).as("closes within its bound").isTrue();
      vigil.start();

      assertEachLevelOnce(vigil, 4);
    }
  }

  @Test
  void anInstanceThatTakesOverFindsWhatIsDueInTheChangelogs() {
    try (Deployment vigil = deployment().start()) {
      raiseAndAcknowledgeEverySecond(vigil, 12);
      Application other =
          Application.start(
              vigil.configuration("vigil.state.dir=" + stateOfAnother), InstantSource.system());
      try {
        vigil.stop();
        assertEachLevelOnce(vigil, 12);
      } finally {
        other.stop();
        vigil.start();
      }
    }
  }

  /** Alerts of so many patients, of which those of even number are acknowledged. */
  private static void raiseAndAcknowledgeEverySecond(Deployment vigil, int patients) {
    for (int i = 0; i < patients; i++) {
      vigil.send("fhir.events", "p" + i, potassium("p" + i, "o" + i, 1, "7.1"));
    }
    List<CriticalLabAlert> raised =
        vigil.values("clinical.alerts", CriticalLabAlert.class, patients);
    for (CriticalLabAlert alert : raised) {
      if (isAcknowledged(alert)) {
        acknowledge(vigil, alert);
      }
    }
    List<ConsumerRecord<byte[], AuditRecord>> audit =
        vigil.read("fhir.audit", AuditRecord.class, patients + patients / 2);
    assertThat(audit)
        .extracting(ConsumerRecord::value)
        .filteredOn(record -> record.getOutcome() == Outcome.ACKNOWLEDGED)
        .hasSize(patients / 2)
        .allSatisfy(record -> assertThat(record.getNotes()).containsExactly("acknowledged"));
  }

  private static boolean isAcknowledged(CriticalLabAlert alert) {
    return Integer.parseInt(alert.getPatientId().substring(1)) % 2 == 0;
  }

  private static void assertEachLevelOnce(Deployment vigil, int patients) {
    int escalated = patients / 2;
    // The records of the ladders' ends are the last ones: nothing may follow them.
    List<OperationRecord> operations =
        vigil.values("vigil.operations", OperationRecord.class, escalated * (LEVELS + 1));
    assertThat(operations)
        .filteredOn(operation -> operation.getOperation() == Operation.ESCALATION_ENDED)
        .extracting(OperationRecord::getSubject)
        .hasSize(escalated)
        .doesNotHaveDuplicates();
    Map<String, List<Integer>> levels = new LinkedHashMap<>();
    List<CriticalLabAlert> alerts =
        vigil.values("clinical.alerts", CriticalLabAlert.class, patients + escalated * LEVELS);
    for (CriticalLabAlert alert : alerts) {
      if (alert.getLevel() != null) {
        levels.computeIfAbsent(alert.getPatientId(), id -> new ArrayList<>()).add(alert.getLevel());
        assertThat(isAcknowledged(alert)).as(alert.getPatientId()).isFalse();
        assertThat(alert.getRevision()).isEqualTo(alert.getLevel() + 1);
      }
    }
    assertThat(alerts).hasSize(patients + escalated * LEVELS);
    assertThat(levels).hasSize(escalated);
    assertThat(levels.values()).allSatisfy(each -> assertThat(each).containsExactly(1, 2));
  }

  private static void acknowledge(Deployment vigil, CriticalLabAlert alert) {
    AlertAck ack =
        AlertAck.newBuilder()
            .setAlertId(alert.getAlertId())
            .setPatientId(alert.getPatientId())
            .setBy("ward-7")
            .setAt(Instant.parse("2026-03-01T12:00:00Z"))
            .build();
    String topic = vigil.topic("clinical.acks");
    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer()) {
      serializer.configure(
          Map.of("schema.registry.url", LocalPlatform.shared().registry().url()), false);
      vigil.send(
          new ProducerRecord<>(
              topic, Deployment.bytes(alert.getPatientId()), serializer.serialize(topic, ack)));
    }
  }
}
