package dev.vigil.topology.cli.io;

import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who changes something, and whether they mean it: the same for every command that writes. */
public final class OperatorOptions {
  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who does this, for the record that is written of it. Default: the login.")
  @Nullable String by;

  @Option(names = "--yes", description = "Do not ask.")
  boolean yes;

  /**
   * The operator's name. Records must name a person; in a container a login is often nobody's: "?".
   *
   * @throws VigilException if nobody can tell
   */
  public String name() {
    String name = (by == null ? System.getProperty("user.name", "") : by).strip();
    if (name.isEmpty() || (by == null && name.equals("?"))) {
      throw new VigilException(
          ExitCode.USAGE, "Nobody could tell who did this: name the person with --by NAME", null);
    }
    return name;
  }

  /** Whether nobody is to be asked. */
  public boolean isSure() {
    return yes;
  }

  /** Asks, unless told not to; anything but y is a no. */
  public boolean confirm(String question, PrintWriter out) throws IOException {
    if (yes) {
      return true;
    }
    out.print(question + " [y/N] ");
    out.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
    return answer != null && answer.strip().equalsIgnoreCase("y");
  }
}
