package dev.vigil.support.machine;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The commit that was measured or tried. */
public final class Commit {
  private static final String UNKNOWN = "unknown";
  private static final int SECONDS = 10;

  private Commit() {}

  /**
   * The short hash of the source tree that this program was built in, with {@code -dirty} if
   * tracked files differ from it; {@code unknown} where there is no git or no tree.
   */
  public static String here() {
    try {
      URI built = Commit.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path parent = Path.of(built).getParent();
      return parent == null ? UNKNOWN : of(parent);
    } catch (URISyntaxException e) {
      return UNKNOWN;
    }
  }

  /** The same of the tree that a directory is in. */
  public static String of(Path directory) {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--exclude=*")
              .directory(directory.toFile())
              .redirectInput(new File("/dev/null"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!git.waitFor(SECONDS, TimeUnit.SECONDS)) {
        git.destroyForcibly();
        return UNKNOWN;
      }
      return git.exitValue() == 0 && !said.isEmpty() ? said : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }
}
