package dev.vigil.topology.cli.audit;

import picocli.CommandLine.Command;

/** What became of input records, by the audit. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description =
        "Prove that nothing vanished, follow events and alerts, and account for disclosures.",
    subcommands = {
      VerifyCommand.class,
      HeadCommand.class,
      TraceCommand.class,
      DisclosuresCommand.class
    })
public final class AuditCommand {}
