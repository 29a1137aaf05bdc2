package dev.vigil.topology.cli.profile;

import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.Profiles;
import dev.vigil.topology.runtime.VigilException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Validates profiles by the code that loads them in production. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Check critical-value profiles: every fault as FILE:LINE: MESSAGE; of a valid profile its name,"
          + " version and content hash (sha256sum FILE begins with it), its rules by analyte, and"
          + " what a laboratory director should look at before it is used.",
      "Ends with 0 if all are valid, with 8 if one is not or cannot be read."
    })
final class CheckProfileCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Profile: a file, or the name of one that ships with Vigil.")
  private List<String> files = new ArrayList<>();

  @Option(names = "--json", description = "One JSON object for each profile, on a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    boolean valid = true;
    for (String file : files) {
      valid &= check(file, out);
    }
    out.flush();
    return (valid ? ExitCode.OK : ExitCode.PROFILE).code();
  }

  private boolean check(String file, PrintWriter out) {
    try {
      CriticalValueProfile profile = Profiles.read(file);
      CheckedProfile checked = CheckedProfile.of(file, profile);
      if (json) {
        out.println(Json.inOrder(checked.object()));
      } else {
        checked.lines().forEach(line -> out.println(Printable.of(line)));
      }
      return true;
    } catch (ProfileException e) {
      if (json) {
        out.println(Json.inOrder(CheckedProfile.refused(file, e.faults())));
      } else {
        e.faults().forEach(fault -> out.println(Printable.of(fault.toString())));
      }
    } catch (VigilException e) {
      if (json) {
        out.println(Json.inOrder(CheckedProfile.unreadable(file, e.lines())));
      } else {
        e.lines().forEach(line -> out.println(Printable.of(line)));
      }
    }
    return false;
  }
}
