package dev.vigil.topology.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.topology.runtime.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The topics as Strimzi's operator creates them. */
class StrimziTopicsTest {
  private static final Path MANIFEST = Path.of("../../deploy/strimzi/topics.yaml");
  private static final Path USERS = Path.of("../../deploy/strimzi/users.yaml");

  @Test
  void theManifestInTheRepositoryIsWhatTheCommandPrints() throws IOException {
    List<String> expected = new ArrayList<>();
    Files.readAllLines(MANIFEST).stream()
        .takeWhile(line -> line.startsWith("#"))
        .forEach(expected::add);
    expected.addAll(
        print("--strimzi", "hospital", "--partitions", "16", "--set", "vigil.inputs.acks=true")
            .out());
    if (Boolean.getBoolean("strimzi.write")) {
      Files.writeString(MANIFEST, String.join("\n", expected) + "\n");
    }

    assertThat(Files.readAllLines(MANIFEST))
        .as("%s; write it anew with -Dstrimzi.write=true", MANIFEST)
        .isEqualTo(expected);
  }

  @Test
  void theUsersInTheRepositoryAreWhatTheCommandPrints() throws IOException {
    List<String> expected = new ArrayList<>();
    Files.readAllLines(USERS).stream()
        .takeWhile(line -> line.startsWith("#"))
        .forEach(expected::add);
    expected.addAll(
        print("--acls", "--users", "hospital", "--set", "vigil.inputs.acks=true").out());
    assertThat(expected).contains("kind: KafkaUser", "  name: vigil-application");
    if (Boolean.getBoolean("strimzi.write")) {
      Files.writeString(USERS, String.join("\n", expected) + "\n");
    }

    assertThat(Files.readAllLines(USERS))
        .as("%s; write it anew with -Dstrimzi.write=true", USERS)
        .isEqualTo(expected);
  }

  @Test
  void whatKafkaStreamsCreatesIsLeftToIt() {
    assertThat(print("--strimzi", "c", "--partitions", "4").out())
        .anyMatch(line -> line.endsWith("topicName: fhir.audit"))
        .noneMatch(line -> line.contains("changelog"));
  }

  @Test
  void aTopicThatIsReadInOneOrderHasOnePartition() {
    List<String> control = resource("vigil.control", print("--strimzi", "c", "--partitions", "4"));
    List<String> events = resource("fhir.events", print("--strimzi", "c", "--partitions", "4"));

    assertThat(control).contains("  partitions: 1", "  replicas: 3");
    assertThat(events).contains("  partitions: 4", "    message.timestamp.type: \"LogAppendTime\"");
  }

  /** Kubernetes takes small letters, digits, hyphens and dots. */
  @Test
  void aNameThatKubernetesRefusesBecomesAnotherAndStaysDifferent() {
    List<String> big = names(print("--strimzi", "c", "--partitions", "4", "--set", prefix("A_")));
    List<String> small = names(print("--strimzi", "c", "--partitions", "4", "--set", prefix("a_")));

    assertThat(big).allMatch(name -> name.matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?"));
    assertThat(big).doesNotHaveDuplicates().doesNotContainAnyElementsOf(small);
  }

  @Test
  void partitionsMustBeGiven() {
    assertThat(print("--strimzi", "c").exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(print("--strimzi", "c", "--partitions", "0").exitCode())
        .isEqualTo(ExitCode.USAGE.code());
    assertThat(print("--json", "--strimzi", "c", "--partitions", "4").exitCode())
        .isEqualTo(ExitCode.USAGE.code());
  }

  private static String prefix(String prefix) {
    return "vigil.topics.prefix=" + prefix;
  }

  private static List<String> names(CommandRun run) {
    return run.out().stream()
        .filter(line -> line.startsWith("  name: "))
        .map(line -> line.substring("  name: ".length()))
        .toList();
  }

  private static List<String> resource(String topic, CommandRun run) {
    return Arrays.stream(String.join("\n", run.out()).split("---\n", -1))
        .filter(text -> text.contains("topicName: " + topic + "\n"))
        .flatMap(String::lines)
        .toList();
  }

  private static CommandRun print(String... options) {
    List<String> arguments = new ArrayList<>(List.of("topics", "print"));
    arguments.addAll(List.of(options));
    return CommandRun.of(Instant.EPOCH, arguments.toArray(String[]::new));
  }
}
