package dev.vigil.topology.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a command cannot go on: lines for the operator, each says what, where and what to do. */
public final class VigilException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final transient List<String> lines;

  public VigilException(ExitCode exitCode, List<String> lines, @Nullable Throwable cause) {
    super(String.join(System.lineSeparator(), lines), cause);
    this.exitCode = exitCode;
    this.lines = List.copyOf(lines);
  }

  public VigilException(ExitCode exitCode, String line, @Nullable Throwable cause) {
    this(exitCode, List.of(line), cause);
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  /** At least one line, without patient data. */
  public List<String> lines() {
    return lines;
  }
}
