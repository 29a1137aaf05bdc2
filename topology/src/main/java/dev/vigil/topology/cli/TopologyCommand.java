package dev.vigil.topology.cli;

import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.runtime.DescribedTopology;
import dev.vigil.topology.runtime.ExitCode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The topology as Kafka Streams runs it. */
@Command(
    name = "topology",
    mixinStandardHelpOptions = true,
    description = "Print the topology; needs no cluster.")
final class TopologyCommand implements Callable<Integer> {
  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Option(names = "--mermaid", description = "As a Mermaid flow chart.")
  private boolean mermaid;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    DescribedTopology topology = DescribedTopology.of(configuration.load());
    PrintWriter out = spec.commandLine().getOut();
    out.print(mermaid ? topology.mermaid() : topology.text());
    out.flush();
    return ExitCode.OK.code();
  }
}
