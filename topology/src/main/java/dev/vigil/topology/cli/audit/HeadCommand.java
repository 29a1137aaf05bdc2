package dev.vigil.topology.cli.audit;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.ProgressLine;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.audit.verify.Head;
import dev.vigil.topology.runtime.audit.verify.HeadReader;
import dev.vigil.topology.runtime.audit.verify.KafkaLogReader;
import dev.vigil.topology.runtime.audit.verify.Plan;
import dev.vigil.topology.runtime.audit.verify.PlanReader;
import dev.vigil.topology.runtime.audit.verify.Selection;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Exports the ends of the chains. */
@Command(
    name = "head",
    mixinStandardHelpOptions = true,
    description = {
      "Print the newest audit record of each input partition: its offset and its hash. Kept where"
          + " nobody who can write to the brokers can change it, it proves later (audit verify"
          + " --head) that all audit before it is as it was.",
      "Holds no patient data. Ends with 12 if an audit record at the end is not intact."
    })
final class HeadCommand implements Callable<Integer> {
  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Option(
      names = "--json",
      description = "One JSON object a line, as audit verify --head reads it.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Configuration loaded = configuration.load();
    loaded.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL);
    List<Head> heads;
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded);
        Registry registry =
            new Registry(
                loaded.registrySettings(),
                loaded.vigil().startupTimeout(),
                InstantSource.system())) {
      PlanReader plans = new PlanReader(loaded, cluster);
      Plan plan = plans.read(Selection.ALL, List.of());
      try (ProgressLine progress =
              ProgressLine.onTerminal(spec.commandLine().getErr(), "records", 0);
          KafkaLogReader reader =
              new KafkaLogReader(
                  loaded, cluster, Set.of(plans.channels().audit()), 1, progress::add)) {
        heads = new HeadReader(plan, reader, registry).read();
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    for (Head head : heads) {
      if (json) {
        out.println(HeadFile.line(head));
      } else {
        out.printf(
            "%-30s %5d %12d %s%n", head.topic(), head.partition(), head.offset(), head.hash());
      }
    }
    if (heads.isEmpty() && !json) {
      out.println("There is no audit record yet.");
    }
    out.flush();
    return ExitCode.OK.code();
  }
}
