package dev.vigil.topology.cli;

import dev.vigil.support.CapturedStreams;
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
    try (CapturedStreams streams = new CapturedStreams()) {
      streams.type(standardInput);
      int exitCode = Vigil.execute(() -> now, arguments);
      return new CommandRun(
          exitCode, streams.out().lines().toList(), streams.err().lines().toList());
    }
  }
}
