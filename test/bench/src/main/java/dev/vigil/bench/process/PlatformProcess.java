package dev.vigil.bench.process;

import dev.vigil.support.process.DiesWithParent;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The broker and the registry that benchmarks run against, in a process of their own. */
public final class PlatformProcess implements AutoCloseable {
  static final String READY = "ready ";

  private final Process process;
  private final String bootstrapServers;
  private final String registryUrl;
  private Duration lastCpu = Duration.ZERO;

  private PlatformProcess(Process process, String bootstrapServers, String registryUrl) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
    this.registryUrl = registryUrl;
  }

  /**
   * Starts both and returns when they take requests.
   *
   * @param data directory for the broker's data
   * @param broker settings of the broker, by Kafka's names; they win over the benchmarks' own
   */
  public static PlatformProcess start(Path data, Map<String, String> broker) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                DiesWithParent.class.getName(),
                PlatformMain.class.getName(),
                data.toString()));
    broker.forEach((key, value) -> command.add(key + "=" + value));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader lines = process.inputReader();
    String line = lines.readLine();
    while (line != null && !line.startsWith(READY)) {
      line = lines.readLine();
    }
    if (line == null) {
      throw new IOException("the broker's process ended at its start; its error stands above");
    }
    List<String> addresses = List.of(line.substring(READY.length()).split(" "));
    return new PlatformProcess(process, addresses.get(0), addresses.get(1));
  }

  /** For {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** For {@code registry.url}. */
  public String registryUrl() {
    return registryUrl;
  }

  /** Processor time of the broker's process so far. */
  public Duration cpu() {
    lastCpu = process.info().totalCpuDuration().orElse(lastCpu);
    return lastCpu;
  }

  @Override
  public void close() throws IOException {
    // The end of its input ends it.
    process.getOutputStream().close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
