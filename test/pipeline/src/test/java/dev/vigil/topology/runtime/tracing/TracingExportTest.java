package dev.vigil.topology.runtime.tracing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.topology.pipeline.Around;
import dev.vigil.topology.pipeline.Passage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans on their way to a collector, which is there, away, or takes its time. */
class TracingExportTest {
  @TempDir Path directory;

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final BlockingQueue<Export> exports = new LinkedBlockingQueue<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile boolean slow;
  private HttpServer collector;

  /** A request of the OTLP exporter, its body unpacked: Protocol Buffers, texts as they are. */
  private record Export(String path, String type, String authorization, String body) {}

  @BeforeEach
  void start() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext("/", this::take);
    collector.setExecutor(threads);
    collector.start();
  }

  @AfterEach
  void stop() {
    released.countDown();
    collector.stop(0);
    threads.shutdownNow();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange;
        GZIPInputStream body = new GZIPInputStream(exchange.getRequestBody())) {
      exports.add(
          new Export(
              exchange.getRequestURI().getPath(),
              String.valueOf(exchange.getRequestHeaders().getFirst("content-type")),
              String.valueOf(exchange.getRequestHeaders().getFirst("authorization")),
              new String(body.readAllBytes(), ISO_8859_1)));
      if (slow) {
        released.await();
      }
      exchange.sendResponseHeaders(200, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Configuration configuration(String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add(
        "vigil.tracing.endpoint=http://127.0.0.1:"
            + collector.getAddress().getPort()
            + "/v1/traces");
    return new ConfigLoader(Map.of()).load(null, all);
  }

  private Tracing tracing(String... settings) {
    return Tracing.of(
        configuration(settings).vigil(),
        "pod-1",
        "9.9.9",
        meters,
        InstantSource.system(),
        System::nanoTime);
  }

  private static void span(Tracing tracing) {
    Passage escalation = Objects.requireNonNull(tracing.around().escalation(null));
    escalation.cameTo("escalated", null);
    escalation.end();
  }

  private double spans(String outcome) {
    return meters.get("vigil.tracing.spans").tag("outcome", outcome).counter().count();
  }

  @Test
  void aCollectorReceivesSpansWithWhoTheyAreOfAndTheSecretOfTheFile() throws Exception {
    Path secret = directory.resolve("otlp");
    Files.writeString(secret, "authorization=Bearer c0ffee\n", UTF_8);
    try (Tracing tracing =
        tracing(
            "vigil.tracing.enabled=true",
            "vigil.tracing.sample-one-in=1",
            "vigil.tracing.service-name=vigil-north",
            "vigil.tracing.secret-headers=${file:" + secret + "}")) {
      span(tracing);
    }

    Export export = Objects.requireNonNull(exports.poll(10, TimeUnit.SECONDS), "nothing came");
    assertThat(export.path()).isEqualTo("/v1/traces");
    assertThat(export.type()).isEqualTo("application/x-protobuf");
    assertThat(export.authorization()).isEqualTo("Bearer c0ffee");
    assertThat(export.body())
        .contains("service.name", "vigil-north", "service.instance.id", "pod-1", "9.9.9")
        .contains("escalate", "vigil.outcome", "escalated");
    assertThat(spans("exported")).isEqualTo(1);
  }

  @Test
  void aSecretIsShownByNobody() {
    Configuration configuration =
        configuration("vigil.tracing.secret-headers=authorization=Bearer c0ffee");

    assertThat(configuration.settings().toString()).doesNotContain("c0ffee");
  }

  @Test
  void withoutBeingAskedForThereIsNothingAround() {
    try (Tracing tracing = tracing()) {
      assertThat(tracing.around()).isSameAs(Around.NOTHING);
    }
    assertThat(meters.getMeters()).isEmpty();
    assertThat(exports).isEmpty();
  }

  @Test
  void oneInZeroSamplesNothing() {
    try (Tracing tracing = tracing("vigil.tracing.enabled=true", "vigil.tracing.sample-one-in=0")) {
      assertThat(tracing.around().escalation(null)).isNull();
    }
  }

  @Test
  void aCollectorThatDoesNotAnswerCostsSpansAndNothingElse() {
    slow = true;
    Tracing tracing =
        tracing(
            "vigil.tracing.enabled=true",
            "vigil.tracing.sample-one-in=1",
            "vigil.tracing.timeout=PT30S");
    for (int i = 0; i < SpanQueue.CAPACITY + 100; i++) {
      span(tracing);
    }
    assertThat(spans("dropped")).isEqualTo(100);

    long began = System.nanoTime();
    tracing.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aCollectorThatIsAwayIsCounted() {
    collector.stop(0);
    try (Tracing tracing =
        tracing(
            "vigil.tracing.enabled=true",
            "vigil.tracing.sample-one-in=1",
            "vigil.tracing.timeout=PT0.3S")) {
      span(tracing);
    }
    assertThat(spans("failed")).isEqualTo(1);
  }
}
