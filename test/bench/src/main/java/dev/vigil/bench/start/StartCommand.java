package dev.vigil.bench.start;

import dev.vigil.bench.BenchLogging;
import dev.vigil.bench.process.PlatformProcess;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.support.process.Directories;
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

  @Option(
      names = "--record",
      description = "Measure nothing; write the classes that a run loads: deploy/classes.txt.")
  private @Nullable Path record;

  @Option(names = "--set", description = "A setting of the application: key=value.")
  private List<String> settings = new ArrayList<>();

  @Spec private CommandSpec spec;

  // picocli injects it.
  @SuppressWarnings("NullAway.Init")
  StartCommand() {}

  @Override
  public Integer call() throws IOException {
    BenchLogging.quieten();
    Path launcher = Path.of(System.getProperty("vigil.distribution", ""), "vigil");
    if (!Files.isExecutable(launcher)) {
      spec.commandLine().getErr().println("vigil: use deploy/vigil bench start: it packages first");
      return 1;
    }
    Path data = Files.createTempDirectory("vigil-bench-");
    try (PlatformProcess platform = PlatformProcess.start(data.resolve("broker"), Map.of())) {
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
                "vigil.http.port=0",
                "vigil.state.dir=" + data.resolve("state")));
    all.addAll(settings);
    Configuration configuration = new ConfigLoader(Map.of()).load(null, all);
    TopicCatalogue topics = new TopicCatalogue(configuration.vigil());
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      new TopicCreation(topics, cluster).create(partitions, (short) 1);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Rounds measured = new Rounds(platform.bootstrapServers(), topics, data.resolve("log"))) {
      if (record != null) {
        Path raw = data.resolve("classes");
        measured.next(command(launcher, ClassList.options(raw), all), records);
        out.printf("%,d classes written to %s%n", ClassList.write(raw, record), record);
        out.flush();
        return;
      }
      table(measured, command(launcher, javaOptions, all));
    }
  }

  private static List<String> command(Path launcher, String javaOptions, List<String> settings) {
    List<String> command =
        new ArrayList<>(
            List.of("env", "VIGIL_JAVA_OPTS=" + javaOptions, launcher.toString(), "run"));
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    return command;
  }

  private void table(Rounds measured, List<String> command) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "| round | started | first record | first Consent | CPU until first record | most memory |");
    out.println("|---|---|---|---|---|---|");
    print("not counted", measured.next(command, records));
    List<Start> starts = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      Start start = measured.next(command, records);
      starts.add(start);
      print(Integer.toString(round), start);
    }
    out.printf(
        Locale.ROOT,
        "| median | %.2f s | %.2f s | %.2f s | %.2f s | %.0f MB |%n",
        median(starts, start -> seconds(start.started())),
        median(starts, start -> seconds(start.firstRecord())),
        median(starts, start -> seconds(start.firstConsent())),
        median(starts, start -> seconds(start.cpu())),
        median(starts, start -> start.peakBytes() / 1e6));
    out.flush();
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
        start.peakBytes() / 1e6);
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
