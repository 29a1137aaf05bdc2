package dev.vigil.bench.start;

import dev.vigil.bench.BenchLogging;
import dev.vigil.bench.process.Directories;
import dev.vigil.bench.process.JavaProcess;
import dev.vigil.bench.process.PlatformProcess;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.TopicCreation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures a start of the packaged application. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = {
      "Measure a start of the packaged application, as deploy/vigil run starts it: from the start"
          + " of its process to the log line that it has started, to the first audit record that a"
          + " consumer of committed records can read, and to that of the first Consent.",
      "Broker and registry run in processes of their own. The application has run before: its"
          + " topics and its state directory exist. One start is made and not counted."
    })
public final class StartCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How closely the clock is looked at. */
  private static final long STEP_MILLIS = 5;

  @Option(names = "--rounds", defaultValue = "5", description = "Starts that are measured.")
  private int rounds;

  @Option(names = "--records", defaultValue = "1000", description = "Results that wait.")
  private int records;

  @Option(names = "--partitions", defaultValue = "8", description = "Partitions of every topic.")
  private int partitions;

  @Option(
      names = "--java-options",
      defaultValue = "",
      description = "What VIGIL_JAVA_OPTS is for the application, such as -Xmx2g.")
  private String javaOptions = "";

  @Option(names = "--set", description = "A setting of the application: key=value.")
  private List<String> settings = new ArrayList<>();

  @Spec private CommandSpec spec;

  // picocli injects it.
  @SuppressWarnings("NullAway.Init")
  StartCommand() {}

  /** What one start took. */
  private record Start(
      Duration started, Duration firstRecord, Duration firstConsent, Duration cpu, long peak) {}

  @Override
  public Integer call() throws IOException {
    BenchLogging.quieten();
    Path launcher = Path.of(System.getProperty("vigil.distribution", ""), "vigil");
    if (!Files.isExecutable(launcher)) {
      spec.commandLine().getErr().println("vigil: use deploy/vigil bench start: it packages first");
      return 1;
    }
    Path data = Files.createTempDirectory("vigil-bench-");
    try (PlatformProcess platform = PlatformProcess.start(data.resolve("broker"))) {
      measure(platform, launcher, data);
      return 0;
    } finally {
      Directories.delete(data);
    }
  }

  private void measure(PlatformProcess platform, Path launcher, Path data) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "kafka.bootstrap.servers=" + platform.bootstrapServers(),
                "registry.url=" + platform.registryUrl(),
                "vigil.application-id=vigil-bench",
                "vigil.state.dir=" + data.resolve("state")));
    all.addAll(settings);
    Configuration configuration = new ConfigLoader(Map.of()).load(null, all);
    TopicCatalogue topics = new TopicCatalogue(configuration.vigil());
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      new TopicCreation(topics, cluster).create(partitions, (short) 1);
    }
    List<String> command =
        new ArrayList<>(
            List.of("env", "VIGIL_JAVA_OPTS=" + javaOptions, launcher.toString(), "run"));
    all.forEach(setting -> command.addAll(List.of("--set", setting)));
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "| round | started | first record | first Consent | CPU until first record | most memory |");
    out.println("|---|---|---|---|---|---|");
    List<Start> starts = new ArrayList<>();
    try (WaitingRecords waiting = new WaitingRecords(platform.bootstrapServers(), topics)) {
      for (int round = 0; round <= rounds; round++) {
        String consent = waiting.write(round, records);
        Start start;
        try (AuditArrivals arrivals = new AuditArrivals(platform.bootstrapServers(), topics)) {
          start = measure(command, data.resolve("log"), arrivals, consent);
        }
        if (round > 0) {
          starts.add(start);
        }
        print(round == 0 ? "not counted" : Integer.toString(round), start);
      }
    }
    out.printf(
        Locale.ROOT,
        "| median | %.2f s | %.2f s | %.2f s | %.2f s | %.0f MB |%n",
        median(starts, start -> seconds(start.started())),
        median(starts, start -> seconds(start.firstRecord())),
        median(starts, start -> seconds(start.firstConsent())),
        median(starts, start -> seconds(start.cpu())),
        median(starts, start -> start.peak() / 1e6));
    out.flush();
  }

  private static Start measure(
      List<String> command, Path log, AuditArrivals arrivals, String consent) throws IOException {
    try (JavaProcess process = JavaProcess.start(command, log)) {
      Duration started = null;
      Duration firstRecord = null;
      Duration cpu = Duration.ZERO;
      while (true) {
        List<String> keys = arrivals.keys(STEP_MILLIS);
        Duration now = process.elapsed();
        if (started == null && Files.readString(log).contains(" started as ")) {
          started = now;
        }
        if (firstRecord == null && !keys.isEmpty()) {
          firstRecord = now;
          cpu = process.cpu();
        }
        if (keys.contains(consent)) {
          return new Start(
              orElse(started, now), orElse(firstRecord, now), now, cpu, process.peakMemoryBytes());
        }
        if (!process.isAlive() || now.compareTo(PATIENCE) > 0) {
          throw new IOException(
              "the application ended, or did not write an audit record within %s: %s"
                  .formatted(PATIENCE, process.lastLines()));
        }
      }
    }
  }

  private static Duration orElse(@Nullable Duration measured, Duration otherwise) {
    return measured == null ? otherwise : measured;
  }

  private void print(String name, Start start) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "| %s | %.2f s | %.2f s | %.2f s | %.2f s | %.0f MB |%n",
        name,
        seconds(start.started()),
        seconds(start.firstRecord()),
        seconds(start.firstConsent()),
        seconds(start.cpu()),
        start.peak() / 1e6);
    out.flush();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static double median(List<Start> starts, ToDoubleFunction<Start> figure) {
    double[] sorted = starts.stream().mapToDouble(figure).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
