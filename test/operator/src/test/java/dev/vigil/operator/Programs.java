package dev.vigil.operator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs an operator's tool, as an operator does. */
final class Programs {
  private static final long MOST_SECONDS = 120;

  private Programs() {}

  /** What a program that ended came to; its output has errors, too. */
  record Result(int exitCode, String output) {}

  /**
   * Runs a program to its end.
   *
   * @param scratch takes its output
   */
  static Result run(Path scratch, String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(scratch, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(String.join(" ", command) + " takes too long");
      }
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }
}
