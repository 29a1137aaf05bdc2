package dev.vigil.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vigil.bench.report.Better;
import dev.vigil.bench.report.Measurement;
import dev.vigil.bench.report.Results;
import dev.vigil.support.machine.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CompareCommandTest {
  private static final Machine MACHINE =
      new Machine("EPYC", 2, 1L << 34, "OpenJDK 17", "Linux 6 amd64");

  @TempDir private Path directory;
  private final StringWriter printed = new StringWriter();

  @ParameterizedTest
  @CsvSource({
    // better, baseline, new median, tolerance, verdict
    "HIGHER, 90 100 110, 80, 10, worse",
    "HIGHER, 90 100 110, 120, 10, better",
    "LOWER, 90 100 110, 120, 10, worse",
    "LOWER, 90 100 110, 80, 10, better",
    // Within the tolerance.
    "LOWER, 99 100 101, 109, 10, same",
    "LOWER, 99 100 101, 109, 5, worse",
    // Beyond it, but one of the baseline's rounds was as slow.
    "LOWER, 90 100 125, 120, 10, same",
    "HIGHER, 75 100 110, 80, 10, same",
    // From nothing to something.
    "LOWER, 0 0 0, 1, 10, worse",
    "LOWER, 0 0 0, 0, 10, same",
    "NEITHER, 100 100 100, 500, 10, ''",
  })
  void aFigureIsWorseBeyondTheToleranceAndOutsideOfTheBaselinesRounds(
      Better better, String baseline, double median, double tolerance, String verdict) {
    List<Double> rounds = List.of(baseline.split(" ", -1)).stream().map(Double::valueOf).toList();
    write("before", Map.of(), new Measurement("m", "s", better, rounds));
    write("after", Map.of(), new Measurement("m", "s", better, List.of(median)));

    int exitCode = compare("--tolerance", String.valueOf(tolerance));

    assertThat(row("m")).endsWith(verdict.isEmpty() ? "% |" : verdict);
    assertThat(exitCode).isEqualTo(verdict.equals("worse") ? 1 : 0);
  }

  @Test
  void theTableSaysWhatWasAndWhatIs() {
    write("before", Map.of(), time("a", 2.0), time("gone", 1.0));
    write("after", Map.of(), time("a", 1.5), time("new", 1.0));

    assertThat(compare()).isZero();

    assertThat(row("a")).isEqualTo("| a | s | 2 | 1.5 | -25.0 % | better");
    assertThat(printed.toString())
        .contains("Only before:\n  gone\n", "Only after:\n  new\n", "0 of 1 figures worse")
        .doesNotContain("Warning");
  }

  @Test
  void aDifferenceOfTheRunsIsToldBeforeAnythingElse() {
    write("before", Map.of("events", "1000", "partitions", "8"), time("a", 2.0));
    write("after", Map.of("events", "2000"), time("a", 2.0));

    compare();

    assertThat(printed.toString())
        .contains(
            "Warning: not measured alike, so the changes mean little: option events: 2000, and was"
                + " 1000; option partitions: not given, and was 8");
  }

  @Test
  void aProgramReadsTheSame() throws IOException {
    write("before", Map.of(), time("a", 2.0));
    write("after", Map.of(), time("a", 3.0));

    int exitCode = compare("--json");

    JsonNode json = new JsonMapper().readTree(printed.toString());
    assertThat(exitCode).isEqualTo(1);
    assertThat(json.path("worse").intValue()).isEqualTo(1);
    JsonNode change = json.path("changes").path(0);
    assertThat(change.path("name").textValue()).isEqualTo("a");
    assertThat(change.path("changePercent").doubleValue()).isEqualTo(50.0);
    assertThat(change.path("verdict").textValue()).isEqualTo("WORSE");
  }

  private static Measurement time(String name, double seconds) {
    return new Measurement(name, "s", Better.LOWER, List.of(seconds));
  }

  private void write(String name, Map<String, String> options, Measurement... measurements) {
    new Results("jmh", Instant.EPOCH, MACHINE, "abc", options, List.of(measurements))
        .write(directory.resolve(name));
  }

  private int compare(String... options) {
    CommandLine command =
        new CommandLine(new CompareCommand()).setOut(new PrintWriter(printed, true));
    String[] arguments = new String[options.length + 2];
    arguments[0] = directory.resolve("before").toString();
    arguments[1] = directory.resolve("after").toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    return command.execute(arguments);
  }

  /** The line of a figure, without the padding. */
  private String row(String name) {
    return printed
        .toString()
        .lines()
        .filter(line -> line.startsWith("| " + name + " "))
        .map(line -> line.replaceAll(" +", " ").replaceAll(" \\|$", ""))
        .findFirst()
        .orElse("no line of " + name);
  }
}
