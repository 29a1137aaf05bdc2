package dev.vigil.topology.cli.log;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** For whom the log is written. The environment says it: a log begins before settings are read. */
public enum LogFormat {
  /** A line for a person. */
  TEXT,
  /** A JSON object in a line. */
  JSON;

  /** Variable of the environment. */
  public static final String VARIABLE = "VIGIL_LOG_FORMAT";

  /**
   * The format of a name.
   *
   * @param name null or empty: text
   * @return empty: there is no such format
   */
  public static Optional<LogFormat> of(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return Optional.of(TEXT);
    }
    for (LogFormat format : values()) {
      if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** What the environment asks for; text, if it asks for what there is not. */
  public static LogFormat current() {
    return of(System.getenv(VARIABLE)).orElse(TEXT);
  }

  /** What is wrong with what the environment asks for; empty: nothing. */
  public static Optional<String> problem() {
    String name = System.getenv(VARIABLE);
    return of(name).isPresent()
        ? Optional.empty()
        : Optional.of("environment: %s is '%s': set it to text or json".formatted(VARIABLE, name));
  }
}
