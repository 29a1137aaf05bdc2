package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.avro.AlertAck;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.example.Acknowledgements;
import dev.vigil.example.AlertConsumer;
import dev.vigil.example.HandledRevisions;
import dev.vigil.example.Pager;
import dev.vigil.support.LocalPlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of deploy/examples/consumer against Vigil's real records. */
class ExampleConsumerTest {
  private static final int PATIENTS = 20;

  @TempDir Path directory;

  @Test
  void pagesOnceWithdrawsAndAcknowledges() throws Exception {
    try (Deployment vigil = deployment()) {
      vigil.send("fhir.events", "p1", potassium("p1", "o1", 1, "7.1"));
      vigil.send("fhir.events", "p1", withStatus("preliminary", 1));
      vigil.send("fhir.events", "p1", withStatus("final", 2));
      vigil.send("fhir.events", "p1", potassium("p1", "o1", 2, "4.1"));
      List<CriticalLabAlert> alerts = vigil.values("clinical.alerts", CriticalLabAlert.class, 4);

      RecordingPager pager = new RecordingPager();
      consume(vigil, "pager", pager, alerts.size());

      assertThat(pager.calls)
          .containsExactly(
              "page " + HandledRevisions.key(alerts.get(0)),
              "page " + HandledRevisions.key(alerts.get(1)),
              "show " + HandledRevisions.key(alerts.get(2)),
              "withdraw " + HandledRevisions.key(alerts.get(3)));

      Instant at = Instant.parse("2026-03-01T12:00:00Z");
      try (Acknowledgements acks =
          new Acknowledgements(connection(), vigil.topic("clinical.acks"))) {
        acks.send(alerts.get(1), "dr-1", at, true);
      }
      ConsumerRecord<byte[], AlertAck> ack = vigil.read("clinical.acks", AlertAck.class, 1).get(0);
      assertThat(ack.value().getAlertId()).isEqualTo(alerts.get(1).getAlertId());
      assertThat(ack.value().getPatientId()).isEqualTo("p1");
      assertThat(ack.value().getReadBack()).isTrue();
      assertThat(ack.key()).isEqualTo(Deployment.bytes("p1"));
      assertThat(ack.partition())
          .as("where Vigil handles the patient")
          .isEqualTo(vigil.read("fhir.audit", AuditRecord.class, 4).get(0).partition());
    }
  }

  /** It dies while it pages: what it did before is not done again, and nothing is left out. */
  @Test
  void aRestartInTheMiddlePagesNobodyTwiceAndForgetsNobody() throws IOException {
    try (Deployment vigil = deployment()) {
      for (int i = 0; i < PATIENTS; i++) {
        vigil.sendLater("fhir.events", "p" + i, potassium("p" + i, "o" + i, 1, "7.1"));
      }
      vigil.flush();
      List<CriticalLabAlert> alerts =
          vigil.values("clinical.alerts", CriticalLabAlert.class, PATIENTS);

      RecordingPager pager = new RecordingPager();
      pager.diesAfter = PATIENTS / 2;
      assertThatThrownBy(() -> consume(vigil, "pager", pager, PATIENTS)).isInstanceOf(Crash.class);
      pager.diesAfter = Integer.MAX_VALUE;
      // As if no offset had been committed: everything comes again.
      consume(vigil, "pager-again", pager, PATIENTS);

      assertThat(pager.calls)
          .containsExactlyInAnyOrderElementsOf(
              alerts.stream().map(alert -> "page " + HandledRevisions.key(alert)).toList());
    }
  }

  @Test
  void whatThePagerDoesNotTakeIsTriedAgainInOrder() throws IOException {
    try (Deployment vigil = deployment()) {
      for (int version = 1; version <= 4; version++) {
        vigil.send("fhir.events", "p1", potassium("p1", "o1", version, "7." + version));
      }
      List<CriticalLabAlert> alerts = vigil.values("clinical.alerts", CriticalLabAlert.class, 4);

      RecordingPager pager = new RecordingPager();
      pager.refusals = 3;
      consume(vigil, "pager", pager, 4);

      assertThat(pager.calls)
          .containsExactlyElementsOf(
              alerts.stream().map(alert -> "page " + HandledRevisions.key(alert)).toList());
    }
  }

  private Deployment deployment() {
    return new Deployment(directory.resolve("state"), "vigil.inputs.acks=true")
        .createTopics()
        .start();
  }

  private void consume(Deployment vigil, String group, RecordingPager pager, int calls)
      throws IOException {
    Map<String, Object> connection = connection();
    connection.put("group.id", vigil.topic(group));
    try (HandledRevisions handled =
            new HandledRevisions(directory.resolve("handled"), InstantSource.system());
        AlertConsumer consumer =
            new AlertConsumer(connection, vigil.topic("clinical.alerts"), pager, handled)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100));
                return pager.calls.size() >= calls;
              });
    }
  }

  private static String withStatus(String status, int version) {
    return potassium("p1", "o2", version, "7.2")
        .replace("\"status\":\"final\"", "\"status\":\"" + status + "\"");
  }

  private static Map<String, Object> connection() {
    Map<String, Object> connection = new LinkedHashMap<>();
    connection.put("bootstrap.servers", LocalPlatform.shared().broker().bootstrapServers());
    connection.put("schema.registry.url", LocalPlatform.shared().registry().url());
    return connection;
  }

  /** A crash of the process, which nobody catches. */
  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final class RecordingPager implements Pager {
    final List<String> calls = new ArrayList<>();
    int diesAfter = Integer.MAX_VALUE;
    int refusals;

    @Override
    public void page(String key, CriticalLabAlert alert) throws PagerUnavailableException {
      take("page " + key);
    }

    @Override
    public void show(String key, CriticalLabAlert alert) throws PagerUnavailableException {
      take("show " + key);
    }

    @Override
    public void withdraw(String key, CriticalLabAlert alert) throws PagerUnavailableException {
      take("withdraw " + key);
    }

    private void take(String call) throws PagerUnavailableException {
      if (calls.size() >= diesAfter) {
        throw new Crash();
      }
      if (refusals > 0) {
        refusals--;
        throw new PagerUnavailableException("busy");
      }
      calls.add(call);
    }
  }
}
