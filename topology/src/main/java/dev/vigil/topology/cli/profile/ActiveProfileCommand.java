package dev.vigil.topology.cli.profile;

import dev.vigil.config.Configuration;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.domain.profile.ProfileFault;
import dev.vigil.topology.domain.profile.ProfileInForce;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.ProfilesReader;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says which profile is in force by the topic. */
@Command(
    name = "active",
    mixinStandardHelpOptions = true,
    description = {
      "Say which critical-value profile is in force by clinical.profiles, and what is wrong if it"
          + " is not the one that was activated.",
      "Ends with 0 if it is, or if none was published and vigil.profile holds; with 12 if not."
    })
final class ActiveProfileCommand implements Callable<Integer> {
  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Configuration loaded = configuration.load();
    loaded.require(Configuration.BOOTSTRAP_SERVERS);
    PrintWriter out = spec.commandLine().getOut();
    ProfileInForce found;
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded)) {
      found = new ProfilesReader(loaded, cluster).read().inForce();
    }
    CriticalValueProfile profile = found.rules().profile();
    out.println(
        Printable.of(
            "%s is in force, %s; validated by %s"
                .formatted(
                    profile.nameVersionAndHash(),
                    found.published() ? "as published" : "as vigil.profile names it",
                    profile.validatedBy() == null ? "nobody" : profile.validatedBy())));
    ProfileFault fault = found.fault();
    if (fault != null) {
      out.println("It is not the one that was activated. " + fault.text());
      fault.faults().forEach(one -> out.println("  " + Printable.of(one.toString())));
      out.println("To mend it, publish a valid profile: vigil profile publish FILE");
    }
    out.flush();
    return (fault == null ? ExitCode.OK : ExitCode.NOT_PROVEN).code();
  }
}
