package dev.vigil.fault.platform;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Programs of the operating system, such as mount and ip. */
public final class Commands {
  private Commands() {}

  /**
   * Runs a program to its end.
   *
   * @throws PlatformException if it is not there or fails, with what it printed
   */
  public static void run(String... command) {
    String line = String.join(" ", List.of(command));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new PlatformException(
            "%s failed with %d: %s".formatted(line, code, output.strip()), null);
      }
    } catch (IOException e) {
      throw new PlatformException("cannot run " + line, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("interrupted: " + line, e);
    }
  }

  /** Whether a program is on the path. */
  public static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> Path.of(directory, program))
        .anyMatch(Files::isExecutable);
  }

  /** Whether this process may mount file systems and make network namespaces. */
  public static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
