package dev.vigil.topology.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.topology.runtime.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The operator's page of exit codes has every one of them, with the meaning that the code has. */
class HandbookExitCodesTest {
  private static final Path PAGE = Path.of("../../deploy/handbook/exit-codes.md");

  @Test
  void everyExitCodeHasItsRow() throws IOException {
    List<String> rows =
        Files.readAllLines(PAGE).stream().filter(line -> line.matches("\\| \\d+ \\| .*")).toList();
    List<String> begin =
        Arrays.stream(ExitCode.values())
            .map(code -> "| %d | %s | ".formatted(code.code(), code.meaning()))
            .toList();

    assertThat(rows).as("rows of %s", PAGE).hasSameSizeAs(begin);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i)).startsWith(begin.get(i));
    }
  }
}
