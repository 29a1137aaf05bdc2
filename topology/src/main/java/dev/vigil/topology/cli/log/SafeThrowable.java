package dev.vigil.topology.cli.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A throwable as it may be written down: its class and where it was thrown. Its message only where
 * who writes such messages does not quote records: parsers do, and Kafka Streams names keys.
 */
public final class SafeThrowable {
  private static final int CAUSES = 6;
  private static final int FRAMES = 25;

  /** Vigil's own, and what is about connections and files. */
  private static final List<String> QUOTE_NOTHING =
      List.of(
          "dev.vigil.",
          "java.net.",
          "java.nio.channels.",
          "java.nio.file.",
          "javax.net.ssl.",
          "org.apache.kafka.common.errors.");

  private SafeThrowable() {}

  /** In one line. */
  public static String line(Throwable thrown) {
    String name = thrown.getClass().getName();
    Predicate<String> begins = name::startsWith;
    return QUOTE_NOTHING.stream().anyMatch(begins)
            && !(thrown instanceof SerializationException)
            && thrown.getMessage() != null
        ? name + ": " + thrown.getMessage()
        : name;
  }

  /** With where it was thrown and what caused it, one line each, as Java does. */
  public static List<String> lines(Throwable thrown) {
    List<String> lines = new ArrayList<>();
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < CAUSES; depth++) {
      lines.add((depth == 0 ? "" : "Caused by: ") + line(cause));
      Stream.of(cause.getStackTrace()).limit(FRAMES).map(at -> "    at " + at).forEach(lines::add);
      cause = cause.getCause() == cause ? null : cause.getCause();
    }
    return lines;
  }
}
