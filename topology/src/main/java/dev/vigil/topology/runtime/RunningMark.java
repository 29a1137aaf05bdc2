package dev.vigil.topology.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file in the state directory that is there while an instance runs: one that finds it has not
 * ended in order the last time, so that its stores are wiped and restored (Kafka Streams trusts a
 * store only after an orderly end, under exactly-once).
 */
final class RunningMark {
  private static final String NAME = "vigil-running";

  private final Path file;
  private final boolean foundOne;

  private RunningMark(Path file, boolean foundOne) {
    this.file = file;
    this.foundOne = foundOne;
  }

  /** Looks for the mark of the last run, and sets this run's. */
  static RunningMark set(Path stateDirectory) {
    Path file = stateDirectory.resolve(NAME);
    boolean found = Files.exists(file);
    if (!found) {
      attempt(file, () -> Files.createFile(file));
    }
    return new RunningMark(file, found);
  }

  /** Whether the last run on this state directory did not end in order. */
  boolean lastRunWasCut() {
    return foundOne;
  }

  /** Takes the mark away: the run ended in order. */
  void clear() {
    attempt(file, () -> Files.deleteIfExists(file));
  }

  @FunctionalInterface
  private interface FileOperation {
    Object run() throws IOException;
  }

  private static void attempt(Path file, FileOperation operation) {
    try {
      operation.run();
    } catch (IOException e) {
      throw new VigilException(
          ExitCode.STATE_DIRECTORY,
          "The state directory %s cannot be written (%s): check its space and permissions"
              .formatted(file.getParent(), e.getClass().getSimpleName()),
          e);
    }
  }
}
