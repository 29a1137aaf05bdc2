package dev.vigil.topology.cli.explain;

import picocli.CommandLine.Command;

/** What the production code would decide, and why. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Judge FHIR files with the production code and say why; needs no cluster.",
    subcommands = {ExplainConsentCommand.class, ExplainLabCommand.class})
public final class ExplainCommand {}
