package dev.vigil.topology.cli.profile;

import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.ProfileDiff;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.config.profile.ProfileHash;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.OperatorOptions;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.domain.profile.PublishedProfiles;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.ProfilePublisher;
import dev.vigil.topology.runtime.ProfilesReader;
import dev.vigil.topology.runtime.VigilException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a profile in force on all instances, without a restart. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = {
      "Put a critical-value profile in force on all instances, without a restart: checks it, shows"
          + " what it changes, asks, writes it to clinical.profiles, and who did it to"
          + " vigil.operations. To go back, publish the earlier file again.",
      "Ends with 0 if it is in force, with 8 if it is invalid, with 12 if nothing was written."
    })
final class PublishProfileCommand implements Callable<Integer> {
  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();
  @Mixin private final OperatorOptions operator = new OperatorOptions();

  @Parameters(paramLabel = "FILE", description = "Profile to put in force.")
  private Path file = Path.of("");

  @Spec private CommandSpec spec;

  private final InstantSource clock = InstantSource.system();

  @Override
  public Integer call() throws IOException {
    Configuration loaded = configuration.load();
    loaded.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL);
    byte[] content = read(loaded.vigil().inputs().maxValueBytes());
    CriticalValueProfile profile = parse(content);
    String by = operator.name();
    PrintWriter out = spec.commandLine().getOut();
    try (ClusterAdmin cluster = ClusterAdmin.connect(loaded);
        Registry registry =
            new Registry(loaded.registrySettings(), loaded.vigil().startupTimeout(), clock)) {
      ProfilesReader reader = new ProfilesReader(loaded, cluster);
      PublishedProfiles published = reader.read();
      if (published.isInForce(ProfileHash.of(content))) {
        say(out, "%s is in force already. Nothing was written.", profile.nameVersionAndHash());
        return ExitCode.OK.code();
      }
      try (ProfilePublisher publisher =
          new ProfilePublisher(loaded, cluster, registry, reader.topic())) {
        // Read again: from here on no other publisher can come between unnoticed.
        CriticalValueProfile before = reader.read().inForce().rules().profile();
        DiffLines.of(ProfileDiff.between(before, profile), before, profile)
            .forEach(line -> out.println(Printable.of(line)));
        if (profile.notice() != null) {
          out.println("B names nobody who validated it: every alert will say so.");
        }
        out.println(
            "It judges every record from now on, on all instances. Alerts that stand are not"
                + " judged again.");
        if (!operator.confirm("Publish B?", out)) {
          out.println("Nothing was written.");
          out.flush();
          return ExitCode.NOT_PROVEN.code();
        }
        publisher.publish(content, record(by, profile, before, content));
      }
      say(out, "%s is in force, by %s.", profile.nameVersionAndHash(), reader.topic());
    }
    return ExitCode.OK.code();
  }

  private static void say(PrintWriter out, String format, String... arguments) {
    out.println(Printable.of(format.formatted((Object[]) arguments)));
    out.flush();
  }

  /** No more of a file than a record may hold. */
  private byte[] read(int most) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(most + 1);
      if (content.length > most) {
        throw new VigilException(
            ExitCode.PROFILE,
            file + " is larger than vigil.inputs.max-value-bytes, " + most + " bytes",
            null);
      }
      return content;
    } catch (IOException e) {
      throw new VigilException(
          ExitCode.PROFILE,
          "The critical-value profile %s cannot be read (%s)"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  private CriticalValueProfile parse(byte[] content) {
    try {
      return ProfileLoader.parse(file.toString(), content);
    } catch (ProfileException e) {
      throw new VigilException(
          ExitCode.PROFILE, e.faults().stream().map(ProfileException.Fault::toString).toList(), e);
    }
  }

  private OperationRecord record(
      String by, CriticalValueProfile profile, CriticalValueProfile before, byte[] content) {
    return OperationRecord.newBuilder()
        .setOperation(Operation.PROFILE_PUBLISHED)
        .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .setBy(by)
        .setSubject(profile.nameVersionAndHash())
        .setOutcome("done")
        .setDetails(
            Map.of("hash", ProfileHash.of(content), "previous", before.nameVersionAndHash()))
        .build();
  }
}
