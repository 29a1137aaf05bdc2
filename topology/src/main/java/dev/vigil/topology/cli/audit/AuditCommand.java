package dev.vigil.topology.cli.audit;

import picocli.CommandLine.Command;

/** What can be told from the audit. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Prove that nothing vanished, and keep what proves it.",
    subcommands = {VerifyCommand.class, HeadCommand.class})
public final class AuditCommand {}
