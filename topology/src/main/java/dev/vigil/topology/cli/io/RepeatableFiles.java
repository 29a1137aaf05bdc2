package dev.vigil.topology.cli.io;

import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads files more than once. What can be read only once, standard input or a pipe, is held in
 * memory, within a bound.
 */
public final class RepeatableFiles {
  private final FhirFiles files;
  private final int maxHeldBytes;
  private final Map<String, byte[]> held = new HashMap<>();

  /**
   * Nothing read yet.
   *
   * @param maxHeldBytes of one standard input or pipe
   */
  public RepeatableFiles(FhirFiles files, int maxHeldBytes) {
    this.files = files;
    this.maxHeldBytes = maxHeldBytes;
  }

  /**
   * Reads a file as {@link FhirFiles#read(String, ResourceVisitor)} does.
   *
   * @throws VigilException if it cannot be opened, is empty, or is too large to be held
   */
  public void read(String file, ResourceVisitor visitor) {
    byte[] content = held.get(file);
    if (content == null && isReadOnce(file)) {
      FhirFiles.open(file, in -> held.put(file, content(file, in)));
      content = held.get(file);
    }
    if (content == null) {
      files.read(file, visitor);
    } else {
      files.read(file, new ByteArrayInputStream(content), visitor);
    }
  }

  private static boolean isReadOnce(String file) {
    if (file.equals(FhirFiles.STANDARD_INPUT)) {
      return true;
    }
    try {
      Path path = Path.of(file);
      return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    } catch (InvalidPathException noPath) {
      // Reading it says so.
      return false;
    }
  }

  private byte[] content(String file, InputStream in) throws IOException {
    byte[] content = in.readNBytes(maxHeldBytes);
    if (in.read() >= 0) {
      throw new VigilException(
          ExitCode.USAGE,
          "%s: is larger than %d MB, and must be read twice: give a file instead"
              .formatted(FhirFiles.nameOf(file), maxHeldBytes >> 20),
          null);
    }
    return content;
  }
}
