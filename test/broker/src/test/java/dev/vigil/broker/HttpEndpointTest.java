package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.avro.AuditRecord;
import dev.vigil.topology.runtime.Application;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance on a real broker tells of itself by HTTP. */
class HttpEndpointTest {
  private static final int PARTITIONS = 12;

  /** What a hospital's Prometheus keeps of one instance. */
  private static final int MOST_SERIES = 400;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path state;

  @Test
  void anInstanceTellsWhatItDoesUnderNamesThatStay() throws Exception {
    try (Deployment vigil =
        new Deployment(
                state.resolve("one"),
                "vigil.inputs.acks=true",
                "vigil.inputs.consents=true",
                "vigil.outputs.treatment.purpose=TREAT",
                "vigil.outputs.research.purpose=HRESCH",
                "vigil.standby-replicas=0")
            .createTopics(PARTITIONS)
            .start()) {
      Application one = vigil.application();
      await().atMost(PATIENCE).until(() -> get(one, "/readyz").statusCode() == 200);
      for (int i = 0; i < 3 * PARTITIONS; i++) {
        vigil.sendLater("fhir.events", "planted-" + i, potassium("planted-" + i, "o1", 1, "7.1"));
        vigil.sendLater("fhir.events", "planted-" + i, potassium("planted-" + i, "o1", 1, "7.1"));
        vigil.sendLater("fhir.events", "planted-" + i, "no event");
      }
      vigil.flush();
      vigil.read("fhir.audit", AuditRecord.class, 9 * PARTITIONS);

      assertThat(get(one, "/livez").statusCode()).isEqualTo(200);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                JsonNode status = new ObjectMapper().readTree(get(one, "/status").body());
                assertThat(status.get("status").asText()).isEqualTo("idle");
                assertThat(status.get("waiting").asLong()).isZero();
                assertThat(status.get("tasks")).hasSize(PARTITIONS);
              });
      String metrics = get(one, "/metrics").body();
      assertThat(value(metrics, "vigil_records_total{outcome=\"duplicate\",reason=\"none\"}"))
          .isEqualTo(3 * PARTITIONS);
      assertThat(value(metrics, "vigil_alerts_total{analyte=\"Potassium\",status=\"raised\"}"))
          .isEqualTo(3 * PARTITIONS);
      assertThat(value(metrics, "vigil_alerts_unacknowledged")).isEqualTo(3 * PARTITIONS);
      assertThat(value(metrics, "vigil_alert_latency_seconds_count")).isEqualTo(3 * PARTITIONS);
      assertThat(
              value(
                  metrics, "vigil_consent_decisions_total{decision=\"deny\",output=\"research\"}"))
          .isEqualTo(3 * PARTITIONS);
      MetricsDocument.of(metrics).writeIfAsked();
      assertThat(MetricsDocument.of(metrics).text())
          .as("metrics.md is what %s writes", MetricsDocument.WRITE)
          .isEqualTo(MetricsDocument.read());
      assertThat(metrics + get(one, "/status").body()).doesNotContain("planted-");
      assertThat(series(metrics).size()).isLessThanOrEqualTo(MOST_SERIES);

      try (Application two =
          Application.start(
              vigil.configuration("vigil.state.dir=" + state.resolve("two")),
              InstantSource.system())) {
        await()
            .atMost(PATIENCE)
            .until(() -> value(get(two, "/metrics").body(), "vigil_tasks{state=\"active\"}") > 0);
        assertThat(names(get(one, "/metrics").body())).isEqualTo(names(metrics));
      }
      vigil.stop();
      vigil.start();
      await().atMost(PATIENCE).until(() -> get(vigil.application(), "/readyz").statusCode() == 200);
      String restarted = get(vigil.application(), "/metrics").body();
      assertThat(names(metrics)).containsAll(names(restarted));
      assertThat(value(restarted, "vigil_alerts_unacknowledged")).isEqualTo(3 * PARTITIONS);
    }
  }

  private static HttpResponse<String> get(Application application, String path)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(application.url() + path)).build(),
        BodyHandlers.ofString());
  }

  private static Set<String> series(String metrics) {
    return metrics
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(String metrics) {
    return series(metrics).stream()
        .map(one -> one.replaceAll("\\{.*", ""))
        .filter(name -> name.startsWith("vigil_"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static double value(String metrics, String series) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(-1);
  }
}
