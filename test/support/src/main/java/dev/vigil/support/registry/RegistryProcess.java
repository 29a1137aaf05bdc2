package dev.vigil.support.registry;

import dev.vigil.support.process.DiesWithParent;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real schema registry (Apicurio) in a JVM of its own, with Confluent's REST API at {@link
 * #url()}, reachable from this machine only. It keeps its schemas in memory and never outlives the
 * process that started it.
 *
 * <p>The build unpacks the registry to {@code registry} beside this class's jar or class directory
 * ({@code test/support/target}). Where the jar was moved without it, the system property {@value
 * #HOME_PROPERTY} names the directory.
 */
public final class RegistryProcess implements AutoCloseable {

  /** The system property that names the directory of the unpacked registry. */
  public static final String HOME_PROPERTY = "vigil.registry.home";

  private static final String HOST = "127.0.0.1";
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration REQUEST = Duration.ofSeconds(20);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final int LAST_LINES = 20;

  /**
   * Quarkus prints it when it takes requests; reading the port there leaves no race for a free one.
   */
  private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[0-9.]+:\\d+)");

  private final Process process;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final CompletableFuture<String> address = new CompletableFuture<>();
  private final String url;

  private RegistryProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::readOutput, "registry-output");
    reader.setDaemon(true);
    reader.start();
    boolean started = false;
    try {
      url = awaitAddress() + "/apis/ccompat/v7";
      requireBackwardCompatibility();
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** Starts a registry on a free port. */
  public static RegistryProcess start() {
    return start(0);
  }

  /**
   * Starts an empty registry and returns when it takes requests.
   *
   * @param port where clients connect, or 0 for any free port
   * @throws IllegalStateException if the registry is not unpacked or does not start, with its last
   *     output
   */
  public static RegistryProcess start(int port) {
    return start(HOST, port, "jdbc:h2:mem:registry");
  }

  /**
   * Starts a registry that keeps its schemas, so that it can be killed and started again.
   *
   * @param address of this machine, where clients connect
   * @param port where clients connect
   * @param data directory of its schemas
   */
  public static RegistryProcess start(String address, int port, Path data) {
    return start(address, port, "jdbc:h2:file:" + data.toAbsolutePath().resolve("registry"));
  }

  private static RegistryProcess start(String address, int port, String database) {
    Path code = codeLocation();
    String override = System.getProperty(HOME_PROPERTY);
    Path home = override == null ? code.resolveSibling("registry") : Path.of(override);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            // A short life: a quick start counts, peak speed does not
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dquarkus.http.host=" + address,
            "-Dquarkus.http.port=" + port,
            // This archive has no management port; another variant opens one on all interfaces
            "-Dquarkus.management.host=" + HOST,
            "-Dquarkus.management.port=0",
            "-Dquarkus.banner.enabled=false",
            "-Dquarkus.http.access-log.enabled=false",
            "-Dquarkus.log.category.\"io.apicurio\".level=WARN",
            "-Dquarkus.log.category.\"io.quarkus\".level=INFO",
            "-Dapicurio.storage.kind=sql",
            "-Dapicurio.storage.sql.kind=h2",
            "-Dapicurio.datasource.url=" + database,
            "-Dapicurio.datasource.jdbc.initial-size=1",
            "-Dapicurio.datasource.jdbc.min-size=1",
            "-cp",
            runnerJar(home) + File.pathSeparator + code,
            DiesWithParent.class.getName(),
            "io.quarkus.runner.GeneratedMain");
    try {
      return new RegistryProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + command.get(0), e);
    }
  }

  /** The base address for {@code schema.registry.url}. */
  public String url() {
    return url;
  }

  /** The registry's process id, for tests that disturb it. */
  public long pid() {
    return process.pid();
  }

  /** Kills the registry; its schemas are lost. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "The registry, process %d, cannot be killed".formatted(process.pid()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readOutput() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (lastLines) {
          if (lastLines.size() == LAST_LINES) {
            lastLines.removeFirst();
          }
          lastLines.addLast(line);
        }
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          address.complete(listening.group(1));
        }
      }
      address.completeExceptionally(new IOException("it ended"));
    } catch (IOException e) {
      address.completeExceptionally(e);
    }
  }

  private String awaitAddress() {
    try {
      return address.get(START.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw failure("The registry did not start", e);
    } catch (TimeoutException e) {
      throw failure("The registry did not start within %d s".formatted(START.toSeconds()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("Interrupted while the registry started", e);
    }
  }

  /** Confluent's default; Apicurio's is no check at all. */
  private void requireBackwardCompatibility() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/config"))
            .timeout(REQUEST)
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"))
            .build();
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw failure(
            "The registry refused the compatibility level: %d %s"
                .formatted(response.statusCode(), response.body()),
            null);
      }
    } catch (IOException e) {
      throw failure("The registry does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("Interrupted while the registry started", e);
    }
  }

  private IllegalStateException failure(String what, @Nullable Throwable cause) {
    synchronized (lastLines) {
      return new IllegalStateException(
          lastLines.isEmpty() ? what : what + "; its last output:\n" + String.join("\n", lastLines),
          cause);
    }
  }

  private static Path codeLocation() {
    try {
      return Path.of(
          RegistryProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot tell where this class was loaded from", e);
    }
  }

  private static Path runnerJar(Path home) {
    if (Files.isDirectory(home)) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(home, "*-runner.jar")) {
        for (Path jar : jars) {
          return jar;
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + home, e);
      }
    }
    throw new IllegalStateException(
        "No schema registry in %s: run 'mvn package', which unpacks it there, or name its directory with -D%s"
            .formatted(home, HOME_PROPERTY));
  }
}
