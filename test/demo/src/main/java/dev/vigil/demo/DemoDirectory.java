package dev.vigil.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where one run of the demo keeps its data: below the system's directory for temporary files,
 * deleted when closed. What a killed demo left behind is deleted by the next one.
 */
final class DemoDirectory implements AutoCloseable {
  private static final String PREFIX = "vigil-demo-";
  private static final String LOCK = "lock";

  /** Younger ones may be about to be locked. */
  private static final Duration LEFTOVER_AGE = Duration.ofMinutes(1);

  private final Path path;
  private final FileChannel lock;

  private DemoDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Creates a directory of its own, and deletes leftovers. */
  static DemoDirectory create() {
    return create(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** Creates a directory of its own below another, and deletes leftovers there. */
  static DemoDirectory create(Path temporary) {
    deleteLeftovers(temporary);
    try {
      Path path = Files.createTempDirectory(temporary, PREFIX);
      FileChannel lock =
          FileChannel.open(
              path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      // The kernel gives it up however this process ends: so it tells whether the demo runs.
      lock.lock();
      return new DemoDirectory(path, lock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    delete(path);
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteLeftovers(Path temporary) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(temporary, PREFIX + "*")) {
      for (Path directory : found) {
        if (isLeftover(directory)) {
          delete(directory);
        }
      }
    } catch (IOException e) {
      // Another user's, or gone meanwhile: not needed for this run.
      return;
    }
  }

  private static boolean isLeftover(Path directory) throws IOException {
    if (Files.getLastModifiedTime(directory)
        .toInstant()
        .isAfter(Instant.now().minus(LEFTOVER_AGE))) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE);
        FileLock free = channel.tryLock()) {
      return free != null;
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + directory, e);
    }
  }
}
