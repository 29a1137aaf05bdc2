package dev.vigil.topology.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The handbook shows laboratory directors what Vigil really says of a profile. */
class HandbookProfileTest {
  // Maven runs the tests in the module's directory.
  private static final Path HANDBOOK = Path.of("../../deploy/handbook/profiles.md");

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> theHandbookPrintsWhatTheCommandPrints() throws IOException {
    List<WorkedExample> examples =
        Stream.of("check", "diff")
            .flatMap(command -> examples("vigil profile " + command).stream())
            .toList();
    assertThat(examples).as("worked examples in %s", HANDBOOK).hasSizeGreaterThan(3);
    return examples.stream()
        .map(
            example ->
                dynamicTest(
                    "line %d: %s".formatted(example.line(), example.heading()),
                    () -> assertTrue(example)));
  }

  private static List<WorkedExample> examples(String start) {
    try {
      return WorkedExample.of(HANDBOOK, start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertTrue(WorkedExample example) throws IOException {
    Path files = Files.createTempDirectory(directory, "example");
    CommandRun run = CommandRun.of(Instant.EPOCH, example.arguments(files));
    List<String> seen = new ArrayList<>();
    // The reader's files are in the reader's directory.
    run.out().forEach(line -> seen.add(line.replace(files + "/", "")));
    run.err().forEach(line -> seen.add(line.replace(files + "/", "")));
    if (run.exitCode() != 0) {
      seen.addAll(List.of("$ echo $?", Integer.toString(run.exitCode())));
    }
    assertThat(seen).isEqualTo(example.printed());
  }
}
