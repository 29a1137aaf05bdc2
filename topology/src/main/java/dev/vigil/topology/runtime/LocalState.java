package dev.vigil.topology.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an instance keeps of its stores on its own disk: a copy of the changelogs, with a note of
 * what it is a copy of. A copy of changelogs that a reset has deleted must not be worked with, and
 * Kafka Streams does not notice where the new ones are still empty.
 */
public final class LocalState {
  private static final Logger LOG = LoggerFactory.getLogger(LocalState.class);

  private static final String NOTE = "vigil-state-format";

  /** Kafka Streams' own: who holds it works in the directory. */
  private static final String LOCK = ".lock";

  private static final Pattern CONTENT = Pattern.compile("format=(\\d{1,9})\nepoch=(\\d{1,9})\n");

  private final Path directory;

  /**
   * Looks at nothing yet.
   *
   * @param stateDirectory {@code vigil.state.dir}
   */
  public LocalState(Path stateDirectory, String applicationId) {
    this.directory = stateDirectory.toAbsolutePath().normalize().resolve(applicationId);
  }

  /**
   * What the state is a copy of.
   *
   * @param format of the state
   * @param epoch how often the application had been reset
   */
  record Note(int format, long epoch) {}

  /** Where it is. */
  public Path directory() {
    return directory;
  }

  /** Whether there is anything. */
  public boolean exists() {
    return !contents().isEmpty();
  }

  /** How much of the disk it takes, in bytes, as far as that can be told. */
  public long bytes() {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(LocalState::size).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** The note; empty: nothing was ever noted, or it cannot be read. */
  Optional<Note> note() {
    try {
      Matcher note = CONTENT.matcher(Files.readString(directory.resolve(NOTE)));
      return note.matches()
          ? Optional.of(new Note(Integer.parseInt(note.group(1)), Long.parseLong(note.group(2))))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Makes sure that nothing of another epoch is here, and notes the present.
   *
   * @throws VigilException with {@link ExitCode#STATE_DIRECTORY} if the directory cannot be
   *     written, or another process works in it
   */
  void prepare(Note present) {
    Optional<Note> noted = note();
    boolean isOfNow =
        noted.isPresent()
            ? noted.get().epoch() == present.epoch()
            : present.epoch() == 0 && !Files.exists(directory.resolve(NOTE));
    if (!isOfNow && exists()) {
      delete();
      LOG.info(
          "Local state in {} was of before a reset: deleted. What was written since is restored from"
              + " the changelogs",
          directory);
    }
    if (noted.isEmpty() || !noted.get().equals(present)) {
      write(present);
    }
  }

  private void write(Note note) {
    Path file = directory.resolve(NOTE);
    Path copy = directory.resolve(NOTE + ".new");
    try {
      Files.createDirectories(directory);
      Files.writeString(copy, "format=%d\nepoch=%d\n".formatted(note.format(), note.epoch()));
      Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failure("cannot be written", e);
    }
  }

  /**
   * Deletes all of it, the note included.
   *
   * @throws VigilException with {@link ExitCode#STATE_DIRECTORY} if it cannot be deleted, or a
   *     process works in it
   */
  public void delete() {
    List<Path> contents = contents();
    if (contents.isEmpty()) {
      return;
    }
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      if (lock == null) {
        throw new VigilException(
            ExitCode.STATE_DIRECTORY,
            "The state directory "
                + directory
                + " is in use by another process: stop that instance first",
            null);
      }
      // The note goes last: half of it deleted is still of before.
      contents.sort(Comparator.comparing(path -> path.endsWith(NOTE)));
      for (Path entry : contents) {
        deleteTree(entry);
      }
    } catch (IOException e) {
      throw failure("cannot be deleted", e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private List<Path> contents() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> !entry.endsWith(LOCK))
          .collect(Collectors.toCollection(ArrayList::new));
    } catch (IOException e) {
      throw failure("cannot be read", e);
    }
  }

  private static void deleteTree(Path top) throws IOException {
    if (Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> entries = Files.list(top)) {
        for (Path entry : (Iterable<Path>) entries::iterator) {
          deleteTree(entry);
        }
      }
    }
    Files.deleteIfExists(top);
  }

  private VigilException failure(String what, IOException cause) {
    return new VigilException(
        ExitCode.STATE_DIRECTORY,
        "The state directory %s %s (%s): give this user write permission, or set vigil.state.dir"
            .formatted(directory, what, cause.getClass().getSimpleName()),
        cause);
  }
}
