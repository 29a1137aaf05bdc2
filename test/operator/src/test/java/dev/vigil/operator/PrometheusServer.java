package dev.vigil.operator;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.support.process.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Prometheus of this machine, with the shipped rules, that looks every second. */
final class PrometheusServer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final Pattern INTERVAL = Pattern.compile("(?m)^    interval: \\d+[sm]$");
  private static final Pattern FOR = Pattern.compile("(?m)^        for: \\d+[smh]$");
  private static final Pattern GROUP = Pattern.compile("(?m)^  - name: ");

  private final JavaProcess process;
  private final URI url;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  private PrometheusServer(JavaProcess process, URI url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts one.
   *
   * @param directory an empty one
   * @param target host and port of an instance
   */
  static PrometheusServer start(Path directory, String target) throws IOException {
    Files.writeString(directory.resolve("vigil.rules.yml"), hurried(Files.readString(Rule.FILE)));
    Files.writeString(
        directory.resolve("prometheus.yml"),
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
        rule_files: [vigil.rules.yml]
        scrape_configs:
          - job_name: vigil
            static_configs: [{targets: ['%s']}]
        """
            .formatted(target));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    JavaProcess process =
        JavaProcess.start(
            List.of(
                "prometheus",
                "--config.file=" + directory.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn"),
            directory.resolve("log.txt"));
    PrometheusServer server = new PrometheusServer(process, URI.create("http://127.0.0.1:" + port));
    await("Prometheus answers")
        .atMost(START)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> server.get("/-/ready").statusCode() == 200);
    return server;
  }

  /** The rules as shipped, but for what makes a test wait: how often, and for how long. */
  static String hurried(String rules) {
    Matcher intervals = INTERVAL.matcher(rules);
    String often = intervals.replaceAll("    interval: 1s");
    if (count(INTERVAL, rules) != count(GROUP, rules)) {
      throw new IllegalStateException("a group of " + Rule.FILE + " has no interval of its own");
    }
    if (count(FOR, rules)
        != rules.lines().filter(line -> line.strip().startsWith("for:")).count()) {
      throw new IllegalStateException("a duration of " + Rule.FILE + " is written another way");
    }
    return FOR.matcher(often).replaceAll("        for: 2s");
  }

  private static long count(Pattern pattern, String text) {
    return pattern.matcher(text).results().count();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(url.resolve(path)).timeout(START).build(), BodyHandlers.ofString());
  }

  /** What a query comes to; an error is an answer with the status "error". */
  JsonNode answer(String query) {
    try {
      return json.readTree(
          get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)).body());
    } catch (IOException e) {
      throw new IllegalStateException("Prometheus: " + process.lastLines(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The series that a query gives. */
  JsonNode series(String query) {
    return answer(query).at("/data/result");
  }

  /** Alerts that fire now, as they would go to Alertmanager. */
  JsonNode alerts() {
    try {
      return json.readTree(get("/api/v1/alerts").body()).at("/data/alerts");
    } catch (IOException e) {
      throw new IllegalStateException("Prometheus: " + process.lastLines(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Names of the alerts that fire now. */
  Set<String> firing() {
    Set<String> names = new TreeSet<>();
    for (JsonNode alert : alerts()) {
      if (alert.get("state").asText().equals("firing")) {
        names.add(alert.at("/labels/alertname").asText());
      }
    }
    return names;
  }

  @Override
  public void close() {
    process.close();
  }
}
