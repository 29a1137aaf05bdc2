package dev.vigil.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.support.process.JavaProcess;
import dev.vigil.topology.cli.Vigil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus watches a real demo to which something happens. */
class WatchedDemoTest {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MALFORMED = 40;
  private static final Pattern ENDPOINT = Pattern.compile("Vigil +http://(\\S+)");
  private static final Pattern BROKERS = Pattern.compile("Kafka +(\\S+)");

  private static final Set<String> INDUCED =
      Set.of("VigilDeadLetters", "VigilManyDeadLetters", "VigilAbsent", "VigilDown");

  /** A result within its limits: a share of nothing decided would be no number. */
  private static final String UNREMARKABLE =
      """
      {"eventId":"watched","source":"test","eventType":"observation.created","patientId":"watched",\
      "resource":{"resourceType":"Observation","id":"watched","status":"final",\
      "subject":{"reference":"Patient/watched"},\
      "code":{"coding":[{"system":"http://loinc.org","code":"2823-3"}]},\
      "valueQuantity":{"value":4.1,"system":"http://unitsofmeasure.org","code":"mmol/L"}}}""";

  /**
   * What the demo has no data for: it does not spend its failure budget. That it is understood is
   * tried.
   */
  private static final Set<String> NOT_IN_THE_DEMO =
      Set.of("vigil_failure_budget_spent{job=~\".+\", instance=~\".+\"} > 0");

  @TempDir Path scratch;

  @Test
  void queriesHaveAnswersAndFaultsAreTold() throws Exception {
    Path output = scratch.resolve("demo.txt");
    try (JavaProcess demo =
        JavaProcess.start(
            List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"),
            Vigil.class.getName(),
            List.of("demo", "--events", "500"),
            output)) {
      await("the demo has processed what it has")
          .atMost(START)
          .until(
              () -> {
                assertThat(demo.isAlive()).as(demo.lastLines()).isTrue();
                return Files.readString(output).contains("Everything keeps running");
              });
      try (PrometheusServer prometheus =
          PrometheusServer.start(
              Files.createDirectory(scratch.resolve("prometheus")), found(ENDPOINT, output))) {
        await("rules have been asked")
            .atMost(PATIENCE)
            .until(() -> prometheus.firing().contains("VigilWatchdog"));
        await("all recording rules have values")
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(withoutValue(prometheus)).isEmpty());
        assertThat(prometheus.firing()).doesNotContainAnyElementsOf(INDUCED);

        send(found(BROKERS, output));
        await("dead letters are told")
            .atMost(PATIENCE)
            .until(() -> prometheus.firing().contains("VigilManyDeadLetters"));
        assertThat(summary(prometheus, "VigilManyDeadLetters"))
            .matches("\\d+ records of vigil could not be processed in 15 minutes");
        assertThat(prometheus.firing()).contains("VigilDeadLetters").doesNotContain("VigilAbsent");
        everyQueryHasAnAnswer(prometheus);

        demo.terminate();
        await("that nobody is there is told")
            .atMost(PATIENCE)
            .until(() -> prometheus.firing().containsAll(Set.of("VigilAbsent", "VigilDown")));
      }
    }
  }

  /** Recording rules that have no series, or one that is no number. */
  private static Set<String> withoutValue(PrometheusServer prometheus) throws IOException {
    Set<String> without = new TreeSet<>();
    for (Rule rule : Rule.shipped()) {
      if (!rule.isAlert()) {
        JsonNode series = prometheus.series(rule.name());
        if (series.isEmpty()) {
          without.add(rule.name());
        }
        for (JsonNode one : series) {
          if (one.at("/value/1").asText().matches("NaN|[+-]Inf")) {
            without.add(rule.name());
          }
        }
      }
    }
    return without;
  }

  private static void everyQueryHasAnAnswer(PrometheusServer prometheus) throws IOException {
    List<String> problems = new ArrayList<>();
    Set<String> selectors = new TreeSet<>();
    for (Rule rule : Rule.shipped()) {
      ask(prometheus, rule.expression(), problems);
      selectors.addAll(Selectors.of(rule.expression()));
    }
    for (String query : Dashboards.queries()) {
      JsonNode answer = ask(prometheus, query, problems);
      if (answer.at("/data/result").isEmpty() && !NOT_IN_THE_DEMO.contains(query)) {
        problems.add("nothing: " + query);
      }
      selectors.addAll(Selectors.of(query));
    }
    // An alert that does not fire gives nothing: so what it looks at is asked for.
    for (String selector : selectors) {
      if (prometheus.series(selector).isEmpty()) {
        problems.add("no such series: " + selector);
      }
    }
    assertThat(problems).isEmpty();
  }

  private static JsonNode ask(PrometheusServer prometheus, String query, List<String> problems) {
    JsonNode answer = prometheus.answer(query);
    if (!answer.path("status").asText().equals("success")) {
      problems.add(answer.path("error").asText() + ": " + query);
    }
    return answer;
  }

  private static String summary(PrometheusServer prometheus, String alert) {
    for (JsonNode one : prometheus.alerts()) {
      if (one.at("/labels/alertname").asText().equals(alert)) {
        return one.at("/annotations/summary").asText();
      }
    }
    return "";
  }

  private static void send(String brokers) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
            new StringSerializer(),
            new StringSerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      sent.add(producer.send(new ProducerRecord<>("fhir.events", "watched", UNREMARKABLE)));
      for (int i = 0; i < MALFORMED; i++) {
        sent.add(producer.send(new ProducerRecord<>("fhir.events", "patient-" + i, "{")));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  private static String found(Pattern pattern, Path output) throws IOException {
    Matcher matcher = pattern.matcher(Files.readString(output, StandardCharsets.UTF_8));
    assertThat(matcher.find()).as("the demo tells %s", pattern).isTrue();
    return matcher.group(1);
  }
}
