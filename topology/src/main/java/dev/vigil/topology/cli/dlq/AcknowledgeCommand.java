package dev.vigil.topology.cli.dlq;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.OperatorOptions;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.runtime.BudgetWriter;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.SpentBudget;
import dev.vigil.topology.runtime.VigilException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lets instances start again after one has spent the failure budget. */
@Command(
    name = "acknowledge",
    mixinStandardHelpOptions = true,
    description = {
      "Let instances start again after one stopped because too many records became dead letters"
          + " (vigil.failure-budget.*): shows when, where and of what, asks, and writes who did it"
          + " to vigil.control and vigil.operations. Every instance starts with a full budget. The"
          + " dead letters that were written stay: replay them once the cause is mended.",
      "Ends with 0 if it is written, with 12 if no budget is spent or nothing was written."
    })
final class AcknowledgeCommand implements Callable<Integer> {
  private static final String NAME = "dlq acknowledge";

  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();
  @Mixin private final OperatorOptions operator = new OperatorOptions();
  @Spec private CommandSpec spec;

  private final InstantSource clock = InstantSource.system();

  @Override
  public Integer call() throws IOException {
    Configuration loaded = configuration.load();
    loaded.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL);
    String by = operator.name();
    PrintWriter out = spec.commandLine().getOut();
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded);
        Registry registry =
            new Registry(loaded.registrySettings(), loaded.vigil().startupTimeout(), clock)) {
      SpentBudget spent =
          SpentBudget.read(loaded, cluster, registry)
              .orElseThrow(
                  () ->
                      new VigilException(
                          ExitCode.NOT_PROVEN,
                          "No failure budget of %s is spent: there is nothing to acknowledge"
                              .formatted(loaded.vigil().applicationId()),
                          null));
      announce(out, loaded.vigil().applicationId(), spent);
      if (!operator.confirm("Let instances start again?", out)) {
        out.println("Nothing was written.");
        out.flush();
        return ExitCode.NOT_PROVEN.code();
      }
      try (BudgetWriter writer = new BudgetWriter(loaded, cluster, registry, clock, NAME)) {
        requireUnchanged(spent, SpentBudget.read(loaded, cluster, registry));
        writer.acknowledge(by, spent);
      }
    }
    out.println(Printable.of("Acknowledged by " + by + ": instances start again."));
    out.flush();
    return ExitCode.OK.code();
  }

  private static void announce(PrintWriter out, String application, SpentBudget spent) {
    out.println(
        Printable.of("The failure budget of " + application + " is spent: " + spent.text() + "."));
    spent
        .byReason()
        .forEach(
            (reason, count) ->
                out.println(Printable.of("  %s %s%s".formatted(reason, count, remedy(reason)))));
    out.flush();
  }

  private static String remedy(String code) {
    return Arrays.stream(DeadLetterReason.values())
        .filter(reason -> reason.code().equals(code))
        .findFirst()
        .map(reason -> ": " + reason.cause() + " " + reason.remedy())
        .orElse("");
  }

  /** What nobody has looked at must not be acknowledged. */
  private static void requireUnchanged(SpentBudget shown, Optional<SpentBudget> now) {
    if (!now.equals(Optional.of(shown))) {
      throw new VigilException(
          ExitCode.NOT_PROVEN,
          now.isEmpty()
              ? "Another operator acknowledged it meanwhile. Nothing was written"
              : "Another instance stopped meanwhile. Nothing was written: look again",
          null);
    }
  }
}
