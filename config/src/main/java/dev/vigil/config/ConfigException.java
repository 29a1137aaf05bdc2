package dev.vigil.config;

import java.util.List;

/** The configuration cannot be used. Says everything that is wrong with it, one line each. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // always an immutable JDK list of strings
  private final List<String> problems;

  /** Reports problems, at least one; each is one line that says what, where and what to do. */
  public ConfigException(List<String> problems) {
    super(String.join(System.lineSeparator(), oneLineEach(problems)));
    this.problems = oneLineEach(problems);
  }

  /** Keys and values come from outside and may hold line breaks or terminal escapes. */
  private static List<String> oneLineEach(List<String> problems) {
    return problems.stream().map(problem -> problem.replaceAll("\\p{Cntrl}+", " ")).toList();
  }

  /** The problems, one line each; never the value of a secret. */
  public List<String> problems() {
    return problems;
  }
}
