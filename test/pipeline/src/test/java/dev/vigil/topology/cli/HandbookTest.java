package dev.vigil.topology.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.vigil.topology.cli.explain.LabReasonTexts;
import dev.vigil.topology.domain.lab.LabReasons;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The handbook and the README show what Vigil really says. */
class HandbookTest {
  // Maven runs the tests in the module's directory.
  private static final Path HANDBOOK = Path.of("../../deploy/handbook");

  private static final Path CONSENT = HANDBOOK.resolve("consent.md");
  private static final Path CRITICAL_RESULTS = HANDBOOK.resolve("critical-results.md");
  private static final Path README = Path.of("../../README.md");

  /** An example without --at must say the same whenever somebody reads it. */
  private static final List<Instant> READERS =
      List.of(Instant.parse("2026-01-15T12:00:00Z"), Instant.parse("2049-07-01T00:00:00Z"));

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> aPageShowsWhatTheCommandPrints() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : List.of(CONSENT, CRITICAL_RESULTS, README)) {
      List<WorkedExample> examples = WorkedExample.of(page, "vigil explain");
      assertThat(examples).as("worked examples in %s", page).isNotEmpty();
      for (WorkedExample example : examples) {
        tests.add(
            dynamicTest(
                "%s, line %d: %s".formatted(page.getFileName(), example.line(), example.heading()),
                () -> assertTrueWhenever(example)));
      }
    }
    return tests.stream();
  }

  /** Every reason there is, in the words of the command. */
  @Test
  void theTableOfReasonsIsComplete() throws IOException, IllegalAccessException {
    List<String> reasons = new ArrayList<>();
    for (Field field : LabReasons.class.getFields()) {
      reasons.add((String) field.get(null));
    }
    assertThat(LabReasonTexts.all().keySet()).containsExactlyInAnyOrderElementsOf(reasons);
    List<String> rows = new ArrayList<>();
    LabReasonTexts.all()
        .forEach(
            (reason, text) ->
                rows.add(
                    "| `%s` | %s | %s | %s |"
                        .formatted(reason, text.outcome(), text.meaning(), text.action())));
    assertThat(Files.readAllLines(CRITICAL_RESULTS)).containsSubsequence(rows);
  }

  private void assertTrueWhenever(WorkedExample example) throws IOException {
    assertThat(example.files()).as("```json blocks under the heading of the command").isNotEmpty();
    Path files = Files.createTempDirectory(directory, "example");
    for (Instant now : READERS) {
      CommandRun run = CommandRun.of(now, example.arguments(files));
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).isEqualTo(example.printed());
      assertThat(run.exitCode()).isZero();
    }
  }
}
