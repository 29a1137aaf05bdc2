package dev.vigil.topology.cli.dlq;

import picocli.CommandLine.Command;

/** What an operator does about records that could not be processed. */
@Command(
    name = "dlq",
    mixinStandardHelpOptions = true,
    description = "Look after dead letters: what the pipeline could not process.",
    subcommands = {AcknowledgeCommand.class})
public final class DlqCommand {}
