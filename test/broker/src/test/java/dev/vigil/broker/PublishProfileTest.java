package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.profile.ProfileHash;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ProfilePublisher;
import dev.vigil.topology.runtime.VigilException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigil profile publish} and {@code active} beside a running application. */
class PublishProfileTest {
  private static final int ATTEMPTS = 200;

  private final CapturedStreams streams = new CapturedStreams();
  private int observations;

  @TempDir Path state;
  @TempDir Path files;
  Path low;
  Path high;

  @BeforeEach
  void writeProfiles() throws IOException {
    low = profile("low", "5.0");
    high = profile("high", "8.0");
  }

  @AfterEach
  void stopListening() {
    streams.close();
  }

  @Test
  void aPublishedProfileJudgesWithoutARestartAndOutlivesAnInvalidOne() throws IOException {
    try (Deployment vigil =
        new Deployment(state, "vigil.inputs.profiles=true").createTopics().start()) {
      assertThat(judgedBy(vigil)).startsWith("us-conventional ");

      answer("n");
      assertThat(publish(vigil, low)).isEqualTo(12);
      assertThat(streams.out()).contains("Publish B? [y/N]", "Nothing was written");
      answer("y");
      assertThat(publish(vigil, low, "--by", "Dr Ida")).isZero();
      assertThat(streams.out())
          .contains("A: us-conventional", "B: " + name(low), "names nobody who validated it")
          .contains(name(low) + " is in force");
      judgeUntil(vigil, by -> by.equals(name(low)));
      assertThat(vigil.values("clinical.alerts", CriticalLabAlert.class, 1))
          .last()
          .satisfies(
              alert -> {
                assertThat(alert.getProfile()).isEqualTo("low");
                assertThat(alert.getProfileNotice()).contains("no laboratory has validated");
              });
      assertThat(vigil.values("vigil.operations", OperationRecord.class, 1))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.getOperation()).isEqualTo(Operation.PROFILE_PUBLISHED);
                assertThat(record.getBy()).isEqualTo("Dr Ida");
                assertThat(record.getSubject()).isEqualTo(name(low));
                assertThat(record.getOutcome()).isEqualTo("done");
                assertThat(record.getDetails()).containsEntry("hash", hash(low));
                assertThat(record.getDetails().get("previous")).startsWith("us-conventional ");
              });

      assertThat(publish(vigil, low, "--yes")).isZero();
      assertThat(streams.out()).contains("in force already", "Nothing was written");
      assertThat(run(vigil, "profile", "active")).isZero();
      assertThat(streams.out()).contains(name(low) + " is in force, as published");

      vigil.send("clinical.profiles", "active", "junk");
      judgeUntil(vigil, by -> !vigil.application().health().isOk());
      assertThat(judgedBy(vigil)).isEqualTo(name(low));
      assertThat(run(vigil, "profile", "active")).isEqualTo(12);
      assertThat(streams.out()).contains(name(low) + " is in force", "active-malformed");

      vigil.stop();
      vigil.start();
      assertThat(judgedBy(vigil)).as("also after a restart").isEqualTo(name(low));
      assertThat(vigil.application().health().degraded())
          .hasEntrySatisfying(
              "profile", reason -> assertThat(reason).contains("active-malformed", name(low)));

      assertThat(publish(vigil, high, "--yes")).isZero();
      judgeUntil(vigil, by -> by.equals(name(high)));
      assertThat(vigil.application().health().isOk()).isTrue();
      assertThat(vigil.values("vigil.operations", OperationRecord.class, 2)).hasSize(2);
    }
  }

  @Test
  void whatCannotBePublishedIsRefusedWithTheRemedy() throws IOException {
    Path invalid = Files.writeString(files.resolve("invalid.csv"), "# name: x\nloinc\n");
    Path enormous = Files.write(files.resolve("enormous.csv"), new byte[2_000_000]);
    try (Deployment off = new Deployment(state).createTopics()) {
      assertThat(publish(off, low, "--yes")).isEqualTo(3);
      assertThat(streams.err()).contains("vigil.inputs.profiles is false");
    }
    try (Deployment vigil = new Deployment(state, "vigil.inputs.profiles=true")) {
      assertThat(publish(vigil, low, "--yes")).isEqualTo(6);
      assertThat(streams.err()).contains("clinical.profiles is missing", "vigil topics create");
      vigil.createTopics();

      assertThat(publish(vigil, invalid, "--yes")).isEqualTo(8);
      assertThat(streams.err().lines())
          .as("every fault, with file and line")
          .hasSizeGreaterThan(3)
          .allSatisfy(line -> assertThat(line).startsWith("vigil: " + invalid + ":"));
      assertThat(publish(vigil, enormous, "--yes")).isEqualTo(8);
      assertThat(streams.err()).contains("larger than vigil.inputs.max-value-bytes");
      assertThat(publish(vigil, files.resolve("none.csv"), "--yes")).isEqualTo(8);

      assertThat(run(vigil, "profile", "active")).isZero();
      assertThat(streams.out()).contains("us-conventional", "as vigil.profile names it");
    }
  }

  @Test
  void ofTwoWhoPublishAtTheSameTimeTheFirstIsRefused() throws IOException {
    try (Deployment vigil = new Deployment(state, "vigil.inputs.profiles=true").createTopics()) {
      Configuration configuration = vigil.configuration();
      try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
          Registry registry =
              new Registry(
                  configuration.registrySettings(),
                  configuration.vigil().startupTimeout(),
                  InstantSource.system());
          ProfilePublisher first =
              new ProfilePublisher(
                  configuration, cluster, registry, vigil.topic("clinical.profiles"))) {
        assertThat(publish(vigil, low, "--yes")).isZero();

        assertThatThrownBy(() -> first.publish(Files.readAllBytes(high), operation()))
            .isInstanceOf(VigilException.class)
            .hasMessageContaining("another vigil profile publish began after this one");
      }
      assertThat(run(vigil, "profile", "active")).isZero();
      assertThat(streams.out()).contains(name(low));
      assertThat(vigil.values("vigil.operations", OperationRecord.class, 1)).hasSize(1);
    }
  }

  private static OperationRecord operation() {
    return OperationRecord.newBuilder()
        .setOperation(Operation.PROFILE_PUBLISHED)
        .setAt(Instant.EPOCH)
        .setBy("nobody")
        .setSubject("high")
        .setOutcome("done")
        .setDetails(Map.of())
        .build();
  }

  /** Sends results until one was judged as wanted: the topic takes effect in its own time. */
  private void judgeUntil(Deployment vigil, Predicate<String> wanted) {
    for (int i = 0; i < ATTEMPTS; i++) {
      if (wanted.test(judgedBy(vigil))) {
        return;
      }
    }
    throw new AssertionError("not judged as wanted after " + ATTEMPTS + " results");
  }

  /** Sends a result that is critical from 5.0 on; gives the profile that judged it. */
  private String judgedBy(Deployment vigil) {
    observations++;
    String id = "o" + observations;
    vigil.send("fhir.events", "p1", potassium("p1", id, 1, "5.5"));
    return vigil
        .read(
            "fhir.audit",
            AuditRecord.class,
            all -> all.stream().anyMatch(record -> id.equals(record.value().getResourceId())))
        .stream()
        .filter(record -> id.equals(record.value().getResourceId()))
        .findFirst()
        .orElseThrow()
        .value()
        .getProfileVersion();
  }

  private Path profile(String name, String highPotassium) throws IOException {
    return Files.writeString(
        files.resolve(name + ".csv"),
        """
        # name: %s
        # version: 1
        loinc,analyte,unit_ucum,high_critical,high_op,source
        2823-3,Potassium,mmol/L,%s,>=,made up for a test
        """
            .formatted(name, highPotassium),
        StandardCharsets.UTF_8);
  }

  private static String hash(Path profile) throws IOException {
    return ProfileHash.of(Files.readAllBytes(profile));
  }

  /** As records name it: the file's name is the profile's. */
  private static String name(Path profile) {
    try {
      return profile.getFileName().toString().replace(".csv", "")
          + " 1+"
          + hash(profile).substring(0, 12);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int publish(Deployment vigil, Path profile, String... options) {
    List<String> command = new ArrayList<>(List.of("profile", "publish", profile.toString()));
    command.addAll(List.of(options));
    return run(vigil, command.toArray(String[]::new));
  }

  private int run(Deployment vigil, String... command) {
    streams.reset();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(vigil.arguments());
    return Vigil.execute(arguments.toArray(String[]::new));
  }

  private void answer(String line) {
    streams.type(line + "\n");
  }
}
