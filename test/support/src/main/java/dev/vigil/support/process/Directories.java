package dev.vigil.support.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories that a benchmark makes and takes away again. */
public final class Directories {
  private Directories() {}

  /** Deletes a directory with all in it; nothing if there is none. */
  public static void delete(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** What the files in a directory take, in bytes. */
  public static long bytes(Path directory) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        if (Files.isRegularFile(file)) {
          sum += Files.size(file);
        }
      }
    }
    return sum;
  }
}
