package dev.vigil.topology.cli.profile;

import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.ProfileDiff;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.Profiles;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a new profile changes, before it is in force. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Say what changes when profile B takes the place of profile A: rules added, removed and"
          + " changed, by analyte. Limits are compared as numbers, and across units.",
      "Ends with 0 if every result is judged and every alert handled as before (source, note and head"
          + " may differ, and are shown), with 12 if not, with 8 if a profile is invalid or cannot be"
          + " read."
    })
final class DiffProfilesCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "A",
      description = "Profile in force: a file, or the name of one that ships with Vigil.")
  private String before = "";

  @Parameters(index = "1", paramLabel = "B", description = "Profile that would take its place.")
  private String after = "";

  @Option(
      names = "--json",
      description =
          "One JSON object for each rule that changed, on a line; then one for the heads.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CriticalValueProfile from = Profiles.load(before);
    CriticalValueProfile to = Profiles.load(after);
    ProfileDiff diff = ProfileDiff.between(from, to);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      DiffObjects.of(diff, from, to).forEach(object -> out.println(Json.inOrder(object)));
    } else {
      DiffLines.of(diff, from, to).forEach(line -> out.println(Printable.of(line)));
    }
    out.flush();
    return (diff.isSameInEffect() ? ExitCode.OK : ExitCode.NOT_PROVEN).code();
  }
}
