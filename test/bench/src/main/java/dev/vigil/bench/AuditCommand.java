package dev.vigil.bench;

import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.support.LocalPlatform;
import dev.vigil.support.process.Directories;
import dev.vigil.support.process.JavaProcess;
import dev.vigil.topology.cli.Vigil;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.TopicCreation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures vigil audit verify against a consumer that reads the same and does nothing. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Measure vigil audit verify against a consumer that reads the same topics and does nothing,"
          + " each in a Java process of its own, on a broker in this one.",
      "Ends with 1 if the verification fails."
    })
final class AuditCommand implements Callable<Integer> {
  @Option(
      names = "--records",
      defaultValue = "1000000",
      description = "Input records, each with an audit record and a permitted event.")
  private long records;

  @Option(names = "--partitions", defaultValue = "4", description = "Partitions of every topic.")
  private int partitions;

  @Option(names = "--heap", defaultValue = "256m", description = "Heap of the measured processes.")
  private String heap = "";

  @Option(names = "--rounds", defaultValue = "3", description = "How often each is measured.")
  private int rounds;

  @Spec private CommandSpec spec;

  // picocli injects it.
  @SuppressWarnings("NullAway.Init")
  AuditCommand() {}

  /** What a process took. */
  private record Cost(int exitCode, Duration wall, Duration cpu) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    BenchLogging.quieten();
    Path data = Files.createTempDirectory("vigil-bench-");
    try (LocalPlatform platform = LocalPlatform.start(data.resolve("broker"))) {
      return measure(platform, data.resolve("output"));
    } finally {
      Directories.delete(data);
    }
  }

  private int measure(LocalPlatform platform, Path output)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<String> settings =
        List.of(
            "kafka.bootstrap.servers=" + platform.broker().bootstrapServers(),
            "registry.url=" + platform.registry().url(),
            "vigil.application-id=vigil-bench",
            "vigil.outputs.treatment.purpose=TREAT");
    Configuration configuration = new ConfigLoader(Map.of()).load(null, settings);
    TopicCatalogue topics = new TopicCatalogue(configuration.vigil());
    long start = System.nanoTime();
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
        Registry registry =
            new Registry(
                configuration.registrySettings(),
                configuration.vigil().startupTimeout(),
                InstantSource.system())) {
      new TopicCreation(topics, cluster).create(partitions, (short) 1);
      new AuditedRecords(configuration, cluster, registry, partitions).write(records);
    }
    out.printf(
        Locale.ROOT,
        "%,d records written in %.1f s%n%n",
        records,
        (System.nanoTime() - start) / 1e9);
    out.println("| round | plain consumer | its CPU | audit verify | its CPU |");
    out.println("|---|---|---|---|---|");
    out.flush();
    int failed = 0;
    for (int round = 1; round <= rounds; round++) {
      Cost plain =
          run(
              output,
              "bench",
              "read",
              platform.broker().bootstrapServers(),
              topics.events().name(),
              topics.audit().name(),
              topics.permitted().values().iterator().next().name());
      List<String> verify = new ArrayList<>(List.of("audit", "verify"));
      settings.forEach(setting -> verify.addAll(List.of("--set", setting)));
      Cost verified = run(output, verify.toArray(String[]::new));
      failed += plain.exitCode() + verified.exitCode();
      out.printf(
          Locale.ROOT,
          "| %d | %.1f s | %.1f s | %.1f s | %.1f s |%n",
          round,
          seconds(plain.wall()),
          seconds(plain.cpu()),
          seconds(verified.wall()),
          seconds(verified.cpu()));
      out.flush();
    }
    return failed == 0 ? 0 : 1;
  }

  private Cost run(Path output, String... command) throws IOException, InterruptedException {
    try (JavaProcess process =
        JavaProcess.start(
            List.of("-Xmx" + heap), Vigil.class.getName(), List.of(command), output)) {
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        spec.commandLine().getErr().println(process.lastLines());
      }
      return new Cost(exitCode, process.elapsed(), process.cpu());
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
