package dev.vigil.topology.cli.consents;

import picocli.CommandLine.Command;

/** What nobody but a person can decide: consent that is indeterminate. */
@Command(
    name = "consents",
    mixinStandardHelpOptions = true,
    description = "List and clear patients whose consent is indeterminate.",
    subcommands = {ListConsentsCommand.class, ClearConsentsCommand.class})
public final class ConsentsCommand {}
