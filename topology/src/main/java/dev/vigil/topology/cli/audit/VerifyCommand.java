package dev.vigil.topology.cli.audit;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.ProgressLine;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.audit.verify.Channels;
import dev.vigil.topology.runtime.audit.verify.Head;
import dev.vigil.topology.runtime.audit.verify.KafkaLogReader;
import dev.vigil.topology.runtime.audit.verify.Plan;
import dev.vigil.topology.runtime.audit.verify.PlanReader;
import dev.vigil.topology.runtime.audit.verify.Selection;
import dev.vigil.topology.runtime.audit.verify.Verdict;
import dev.vigil.topology.runtime.audit.verify.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Proves that nothing vanished. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Prove that each input record has exactly one audit record, that the audit's chains are"
          + " whole, and that each output that the audit announces is there exactly once and no"
          + " other. Up to what the application has committed; it may run meanwhile.",
      "Prints coordinates, never patient data. Ends with 0 if it is proven, with 12 if not."
    })
final class VerifyCommand implements Callable<Integer> {
  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Only this input, without the prefix: fhir.events, fhir.replay, …")
  private @Nullable String topic;

  @Option(names = "--partition", paramLabel = "N", description = "Only this partition of inputs.")
  private @Nullable Integer partition;

  @Option(
      names = "--from",
      paramLabel = "OFFSET",
      description = "Only from this offset on; with --topic and --partition.")
  private @Nullable Long from;

  @Option(
      names = "--to",
      paramLabel = "OFFSET",
      description = "Only up to this offset, itself included; with --topic and --partition.")
  private @Nullable Long to;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Only what arrived at this time or later, such as 2026-03-01T00:00:00Z. Reads nothing"
              + " older: for every night.")
  private @Nullable Instant since;

  @Option(
      names = "--head",
      paramLabel = "FILE",
      description = "Compare with what audit head --json wrote earlier. May be repeated.")
  private List<Path> heads = List.of();

  @Option(
      names = "--findings",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "How many findings of a kind to name; default ${DEFAULT-VALUE}. All are counted.")
  private int findings;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many partitions to read at a time; default: the processors, at most 4.")
  private @Nullable Integer threads;

  @Option(names = "--json", description = "One JSON object a line: findings, then the summary.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Configuration loaded = configuration.load();
    loaded.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL);
    Selection selection = selection(loaded);
    List<Head> expected = heads.stream().flatMap(file -> HeadFile.read(file).stream()).toList();
    Verdict verdict;
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded);
        Registry registry =
            new Registry(
                loaded.registrySettings(),
                loaded.vigil().startupTimeout(),
                InstantSource.system())) {
      PlanReader plans = new PlanReader(loaded, cluster);
      Channels channels = plans.channels();
      Plan plan = plans.read(selection, expected);
      try (ProgressLine progress =
              ProgressLine.onTerminal(spec.commandLine().getErr(), "records", plan.offsets());
          KafkaLogReader reader =
              new KafkaLogReader(loaded, cluster, channels.readWhole(), threads(), progress::add)) {
        verdict =
            new Verification(
                    plan, reader, registry, new SecureRandom()::nextLong, Math.max(1, findings))
                .run();
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      VerdictJson.lines(verdict).forEach(out::println);
    } else {
      VerdictText.lines(verdict, loaded.vigil().applicationId()).forEach(out::println);
    }
    out.flush();
    return (verdict.isProven() ? ExitCode.OK : ExitCode.NOT_PROVEN).code();
  }

  private int threads() {
    return threads == null
        ? Math.min(4, Runtime.getRuntime().availableProcessors())
        : Math.max(1, Math.min(64, threads));
  }

  private Selection selection(Configuration loaded) {
    if ((from != null || to != null) && (topic == null || partition == null)) {
      throw new VigilException(
          ExitCode.USAGE,
          "Offsets are those of one partition: give --topic and --partition with --from and --to",
          null);
    }
    if ((from != null && from < 0) || (to != null && to < 0)) {
      throw new VigilException(ExitCode.USAGE, "--from and --to: offsets count from 0", null);
    }
    String prefix = loaded.vigil().topics().prefix().orElse("");
    return new Selection(topic == null ? null : prefix + topic, partition, from, to, since);
  }
}
