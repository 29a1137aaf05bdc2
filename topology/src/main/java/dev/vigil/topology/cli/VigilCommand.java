package dev.vigil.topology.cli;

import dev.vigil.topology.cli.audit.AuditCommand;
import dev.vigil.topology.cli.backfill.BackfillCommand;
import dev.vigil.topology.cli.backfill.ReconcileCommand;
import dev.vigil.topology.cli.backfill.ReprocessCommand;
import dev.vigil.topology.cli.check.CheckCommand;
import dev.vigil.topology.cli.consents.ConsentsCommand;
import dev.vigil.topology.cli.dlq.DlqCommand;
import dev.vigil.topology.cli.explain.ExplainCommand;
import dev.vigil.topology.cli.profile.ProfileCommand;
import dev.vigil.topology.cli.reset.ResetCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;

/** The one binary; its work is in its subcommands. */
@Command(
    name = "vigil",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description =
        "Applies patients' consent to a stream of FHIR changes and alerts clinicians to critical"
            + " laboratory values.",
    subcommands = {
      RunCommand.class,
      TopicsCommand.class,
      AuditCommand.class,
      ConsentsCommand.class,
      BackfillCommand.class,
      ReprocessCommand.class,
      ReconcileCommand.class,
      ResetCommand.class,
      DlqCommand.class,
      ConfigCommand.class,
      ProfileCommand.class,
      TopologyCommand.class,
      ExplainCommand.class,
      CheckCommand.class,
      HelpCommand.class
    })
final class VigilCommand {
  @Option(
      names = "--verbose",
      scope = picocli.CommandLine.ScopeType.INHERIT,
      description = "Log more, and print the stack trace of an error.")
  boolean verbose;
}
