package dev.vigil.topology.cli.reset;

import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.OperatorOptions;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.reset.Positions;
import dev.vigil.topology.runtime.reset.ResetPlan;
import dev.vigil.topology.runtime.reset.StateReset;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes what the application remembers, where a new version cannot go on with it. */
@Command(
    name = "reset",
    mixinStandardHelpOptions = true,
    description = {
      "Delete the state of the application: seen events, versions, Consents, alerts. Without"
          + " --execute it only shows what it would touch and what that means for patients. No"
          + " instance may run; those that start later delete their own copies. Inputs, outputs, the"
          + " audit and its chains stay. One that was interrupted is run again and goes on.",
      "Ends with 0 if it is done, or shown; with 12 if nothing was deleted, or not all: instances"
          + " run, you said no, or somebody else was at it."
    })
public final class ResetCommand implements Callable<Integer> {
  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();
  @Mixin private final OperatorOptions operator = new OperatorOptions();

  @Option(
      names = "--to",
      paramLabel = "[TOPIC=]POSITION",
      description =
          "Where reading goes on: committed (where it ended), earliest (all that is retained, again)"
              + " or latest (what waits is left out); for all inputs, or for one. May be repeated."
              + " There is no default: each has a price, which is shown.")
  private List<String> to = new ArrayList<>();

  @Option(names = "--execute", description = "Do it, after asking. Without it nothing is changed.")
  private boolean execute;

  @Option(
      names = "--with-audit-heads",
      description =
          "Also delete the ends of the audit chains: each begins anew, and audit verify reports"
              + " chain-restarted. Only where the notes of a release ask for it.")
  private boolean withAuditHeads;

  @Option(names = "--json", description = "Print what is touched as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final InstantSource clock = InstantSource.system();

  @Override
  public Integer call() throws IOException {
    Configuration loaded = configuration.load();
    Optional<Positions> positions =
        Positions.parse(
            to, new TopicCatalogue(loaded.vigil()), loaded.vigil().topics().prefix().orElse(""));
    if (execute && positions.isEmpty()) {
      throw new VigilException(
          ExitCode.USAGE,
          "--execute needs --to: committed, earliest or latest; without --execute, vigil reset shows what each means",
          null);
    }
    String by = execute ? operator.name() : "";
    loaded.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter talk = json ? spec.commandLine().getErr() : out;
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded);
        Registry registry =
            new Registry(loaded.registrySettings(), loaded.vigil().startupTimeout(), clock)) {
      StateReset reset = new StateReset(loaded, cluster, registry, clock, withAuditHeads);
      ResetPlan plan = reset.plan();
      if (plan.isEmpty()) {
        throw new VigilException(
            ExitCode.NOT_PROVEN,
            plan.application() + " has no state: there is nothing to reset",
            null);
      }
      ResetText text = new ResetText(loaded.vigil(), plan, positions);
      if (!execute || !json) {
        if (json) {
          out.println(text.json(false));
        } else {
          text.print(out);
        }
        out.flush();
      }
      if (!execute) {
        return ExitCode.OK.code();
      }
      reset.requireStopped(plan);
      if (!operator.confirm("Delete the state of " + plan.application() + "?", talk)) {
        talk.println("Nothing was deleted.");
        talk.flush();
        return ExitCode.NOT_PROVEN.code();
      }
      reset.execute(
          plan,
          positions.orElseThrow(),
          by,
          done -> {
            talk.println(Printable.of(done));
            talk.flush();
          });
      if (json) {
        out.println(text.json(true));
      } else {
        out.println("Done: the next start begins without state.");
      }
      out.flush();
    }
    return ExitCode.OK.code();
  }
}
