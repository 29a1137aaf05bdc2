package dev.vigil.bench.start;

import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.support.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts of an application one after the other, each with records that wait for it. */
final class Rounds implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How closely the clock is looked at. */
  private static final long STEP_MILLIS = 5;

  private final String bootstrapServers;
  private final TopicCatalogue topics;
  private final Path log;
  private final WaitingRecords waiting;
  private int round;

  /**
   * Starts nothing yet.
   *
   * @param log file that takes what the application prints
   */
  Rounds(String bootstrapServers, TopicCatalogue topics, Path log) {
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
    this.log = log;
    this.waiting = new WaitingRecords(bootstrapServers, topics);
  }

  /**
   * One start, and the end.
   *
   * @param results how many wait for it
   */
  Start next(List<String> command, int results) throws IOException {
    String consent = waiting.write(round++, results);
    try (AuditArrivals arrivals = new AuditArrivals(bootstrapServers, topics);
        JavaProcess process = JavaProcess.start(command, log)) {
      Duration started = null;
      Duration firstRecord = null;
      Duration cpu = Duration.ZERO;
      while (true) {
        List<String> keys = arrivals.keys(STEP_MILLIS);
        Duration now = process.elapsed();
        if (started == null && Files.readString(log).contains(" started as ")) {
          started = now;
        }
        if (firstRecord == null && !keys.isEmpty()) {
          firstRecord = now;
          cpu = process.cpu();
        }
        if (keys.contains(consent)) {
          return new Start(
              orElse(started, now), orElse(firstRecord, now), now, cpu, process.peakMemoryBytes());
        }
        if (!process.isAlive() || now.compareTo(PATIENCE) > 0) {
          throw new IOException(
              "the application ended, or did not write an audit record within %s: %s"
                  .formatted(PATIENCE, process.lastLines()));
        }
      }
    }
  }

  private static Duration orElse(@Nullable Duration measured, Duration otherwise) {
    return measured == null ? otherwise : measured;
  }

  @Override
  public void close() {
    waiting.close();
  }
}
