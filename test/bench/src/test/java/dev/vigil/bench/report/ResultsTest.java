package dev.vigil.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vigil.support.machine.Commit;
import dev.vigil.support.machine.Machine;
import dev.vigil.topology.runtime.VigilException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsTest {
  private static final Results RESULTS =
      new Results(
          "drain",
          Instant.parse("2026-11-21T10:00:00Z"),
          new Machine("AMD \"EPYC\"", 2, 24_000_000_000L, "OpenJDK 17", "Linux 6 amd64"),
          "abc1234",
          Map.of("records", "1000000", "form", "json"),
          List.of(
              new Measurement("drain/vigil/cpu", "s", Better.LOWER, List.of(25.25)),
              new Measurement(
                  "drain/vigil/throughput", "events/s", Better.HIGHER, List.of(3e4, 1e5, 4e4))));

  @TempDir private Path directory;

  @Test
  void aFileGivesBackWhatWasWritten() {
    Path file = directory.resolve("results.json");

    RESULTS.write(file);

    assertThat(Results.read(file)).isEqualTo(RESULTS);
  }

  @Test
  void aFileIsReadableAndItsOrderStable() throws IOException {
    Path file = directory.resolve("results.json");

    RESULTS.write(file);

    assertThat(file)
        .content()
        .isEqualTo(
            """
            {
              "benchmark" : "drain",
              "at" : "2026-11-21T10:00:00Z",
              "commit" : "abc1234",
              "machine" : {
                "processor" : "AMD \\"EPYC\\"",
                "cores" : 2,
                "memoryBytes" : 24000000000,
                "java" : "OpenJDK 17",
                "os" : "Linux 6 amd64"
              },
              "options" : {
                "form" : "json",
                "records" : "1000000"
              },
              "measurements" : [ {
                "name" : "drain/vigil/cpu",
                "unit" : "s",
                "better" : "LOWER",
                "values" : [ 25.25 ]
              }, {
                "name" : "drain/vigil/throughput",
                "unit" : "events/s",
                "better" : "HIGHER",
                "values" : [ 30000.0, 100000.0, 40000.0 ]
              } ]
            }
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not JSON at all | not JSON",
        "[] | without the array measurements",
        "{\"measurements\":[{}]} | without the array values",
        "{\"measurements\":[{\"values\":[\"1\"]}]} | a member of values is no number",
        "{\"measurements\":[],\"benchmark\":\"x\",\"at\":\"now\"} | at is no time"
      })
  void anotherFileIsRefusedWithARemedy(String text, String reason) throws IOException {
    Path file = Files.writeString(directory.resolve("other.json"), text);

    assertThatExceptionOfType(VigilException.class)
        .isThrownBy(() -> Results.read(file))
        .withMessage(
            "%s: no results of a benchmark (%s): name a file that bench --json wrote",
            file, reason);
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = directory.resolve("missing.json");

    assertThatExceptionOfType(VigilException.class)
        .isThrownBy(() -> Results.read(file))
        .withMessage("%s: no such file: name one that bench --json wrote", file);
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTheMiddle() {
    assertThat(measurement(4.0, 1.0, 2.0, 100.0).median()).isEqualTo(3.0);
    assertThat(measurement(4.0, 1.0, 100.0).median()).isEqualTo(4.0);
  }

  @Test
  void aFigureWithoutAValueIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> measurement());
    assertThatIllegalArgumentException().isThrownBy(() -> measurement(1.0, Double.NaN));
  }

  @Test
  void twoFiguresOfOneNameAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Results(
                    "drain",
                    RESULTS.at(),
                    RESULTS.machine(),
                    "abc",
                    Map.of(),
                    List.of(measurement(1.0), measurement(2.0))))
        .withMessage("two measurements named m");
  }

  @Test
  void aDirectoryOutsideOfATreeHasNoCommit() {
    assertThat(Commit.of(directory)).isEqualTo("unknown");
  }

  private static Measurement measurement(Double... values) {
    return new Measurement("m", "s", Better.LOWER, List.of(values));
  }
}
