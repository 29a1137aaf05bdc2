package dev.vigil.topology.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file in the state directory that is there while an instance runs: one that finds it has not
 * ended in order the last time, so that its stores are wiped and restored (Kafka Streams trusts a
 * store only after an orderly end, under exactly-once).
 */
final class RunningMark {
  private static final String NAME = "vigil-running";

  private static final Logger LOG = LoggerFactory.getLogger(RunningMark.class);

  private final Path file;
  private final boolean foundOne;

  private RunningMark(Path file, boolean foundOne) {
    this.file = file;
    this.foundOne = foundOne;
  }

  /** Looks for the mark of the last run. */
  static RunningMark in(Path stateDirectory) {
    Path file = stateDirectory.resolve(NAME);
    return new RunningMark(file, Files.exists(file));
  }

  /** Whether the last run on this state directory did not end in order. */
  boolean lastRunWasCut() {
    return foundOne;
  }

  /**
   * Sets this run's: the stores are about to be opened.
   *
   * @throws VigilException if the directory cannot be written
   */
  void set() {
    if (foundOne) {
      return;
    }
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new VigilException(
          ExitCode.STATE_DIRECTORY,
          "The state directory %s cannot be written (%s): check its space and permissions"
              .formatted(file.getParent(), e.getClass().getSimpleName()),
          e);
    }
  }

  /** Takes the mark away: the run ended in order. */
  void clear() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // What it costs is a takeover that was not needed.
      LOG.warn(
          "The state directory {} cannot be written ({}): the next start will take this run for one"
              + " that was cut off",
          file.getParent(),
          e.getClass().getSimpleName());
    }
  }
}
