package dev.vigil.topology.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The handbook and the README show what Vigil really says. */
class HandbookConsentTest {
  // Maven runs the tests in the module's directory.
  private static final Path HANDBOOK = Path.of("../../deploy/handbook/consent.md");

  private static final Path README = Path.of("../../README.md");

  /** An example without --at must say the same whenever somebody reads it. */
  private static final List<Instant> READERS =
      List.of(Instant.parse("2026-01-15T12:00:00Z"), Instant.parse("2049-07-01T00:00:00Z"));

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> theHandbookPrintsWhatTheCommandPrints() throws IOException {
    return examples(HANDBOOK);
  }

  @TestFactory
  Stream<DynamicTest> theReadmePrintsWhatTheCommandPrints() throws IOException {
    return examples(README);
  }

  private Stream<DynamicTest> examples(Path page) throws IOException {
    List<WorkedExample> examples = WorkedExample.of(page, "vigil explain consent");
    assertThat(examples).as("worked examples in %s", page).isNotEmpty();
    return examples.stream()
        .map(
            example ->
                dynamicTest(
                    "line %d: %s".formatted(example.line(), example.heading()),
                    () -> assertTrueWhenever(example)));
  }

  private void assertTrueWhenever(WorkedExample example) throws IOException {
    assertThat(example.files())
        .as("```json consent block under the heading of the command")
        .containsKey("consent.json");
    Path files = Files.createTempDirectory(directory, "example");
    for (Instant now : READERS) {
      CommandRun run = CommandRun.of(now, example.arguments(files));
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).isEqualTo(example.printed());
      assertThat(run.exitCode()).isZero();
    }
  }
}
