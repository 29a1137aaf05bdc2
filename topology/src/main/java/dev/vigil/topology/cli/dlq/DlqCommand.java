package dev.vigil.topology.cli.dlq;

import picocli.CommandLine.Command;

/** What could not be processed, and what becomes of it. */
@Command(
    name = "dlq",
    mixinStandardHelpOptions = true,
    description = "List, show and replay dead letters: records that could not be processed.",
    subcommands = {
      ListDeadLettersCommand.class,
      ShowDeadLetterCommand.class,
      ReplayDeadLettersCommand.class,
      AcknowledgeCommand.class
    })
public final class DlqCommand {}
