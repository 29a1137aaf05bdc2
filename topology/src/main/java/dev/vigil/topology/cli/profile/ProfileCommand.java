package dev.vigil.topology.cli.profile;

import picocli.CommandLine.Command;

/** What a laboratory director does with critical-value profiles. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    description = "Check, compare and publish critical-value profiles.",
    subcommands = {
      CheckProfileCommand.class,
      DiffProfilesCommand.class,
      PublishProfileCommand.class,
      ActiveProfileCommand.class
    })
public final class ProfileCommand {}
