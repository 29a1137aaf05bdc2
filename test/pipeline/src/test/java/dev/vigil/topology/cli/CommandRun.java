package dev.vigil.topology.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;

/**
 * A command as a person runs it: what they see, and what a script sees.
 *
 * @param out lines of standard output
 * @param err lines of standard error
 */
record CommandRun(int exitCode, List<String> out, List<String> err) {

  static CommandRun of(Instant now, String... arguments) {
    return of("", now, arguments);
  }

  static CommandRun of(String standardInput, Instant now, String... arguments) {
    InputStream in = System.in;
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    try {
      System.setIn(new ByteArrayInputStream(standardInput.getBytes(UTF_8)));
      System.setOut(new PrintStream(printed, true, UTF_8));
      System.setErr(new PrintStream(complained, true, UTF_8));
      int exitCode = Vigil.execute(() -> now, arguments);
      return new CommandRun(
          exitCode,
          printed.toString(UTF_8).lines().toList(),
          complained.toString(UTF_8).lines().toList());
    } finally {
      System.setIn(in);
      System.setOut(out);
      System.setErr(err);
    }
  }
}
