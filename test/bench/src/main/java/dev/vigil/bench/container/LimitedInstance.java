package dev.vigil.bench.container;

import dev.vigil.bench.pipeline.BenchTopics;
import dev.vigil.bench.process.MemoryGroup;
import dev.vigil.bench.variant.Surroundings;
import dev.vigil.support.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the application within a memory limit until it has processed everything. */
final class LimitedInstance {
  /** A restore, too, is over by then. */
  private static final Duration STALLED = Duration.ofMinutes(5);

  private static final long LOOK_MILLIS = 200;
  private static final JavaMemory.Sample NOTHING = new JavaMemory.Sample(0, 0, 0, 0, 0, 0, 0, 0);

  private final List<String> command;
  private final Surroundings around;
  private final BenchTopics topics;
  private final Path output;

  /**
   * Starts nothing yet.
   *
   * @param command that runs the application
   * @param output file that takes what it prints
   */
  LimitedInstance(List<String> command, Surroundings around, BenchTopics topics, Path output) {
    this.command = command;
    this.around = around;
    this.topics = topics;
    this.output = output;
  }

  /**
   * One start, and the end when all records are processed.
   *
   * @param name of what it does
   * @param records that its input has in all
   */
  Phase run(String name, long limitBytes, long records) throws IOException {
    try (MemoryGroup group = MemoryGroup.create(limitBytes)) {
      Files.deleteIfExists(output);
      try (JavaProcess process = JavaProcess.start(group.within(command), output)) {
        return new Watch(group, process, records).untilDone(name);
      }
    }
  }

  /** What is seen of one process. */
  private final class Watch {
    private final MemoryGroup group;
    private final JavaProcess process;
    private final long records;
    private @Nullable JavaMemory java;
    private JavaMemory.Sample parts = NOTHING;
    private JavaMemory.Sample last = NOTHING;
    private long anonymous;
    private long mostRocksDb;
    private long mostHeap;
    private long openFiles;
    private long peak;

    Watch(MemoryGroup group, JavaProcess process, long records) {
      this.group = group;
      this.process = process;
      this.records = records;
    }

    Phase untilDone(String name) throws IOException {
      long committed = 0;
      long movedAt = System.nanoTime();
      while (committed < records
          && process.isAlive()
          && System.nanoTime() - movedAt < STALLED.toNanos()) {
        look();
        long now = topics.committed(around.applicationId(), around.prefix());
        movedAt = now > committed ? System.nanoTime() : movedAt;
        committed = now;
        pause();
      }
      double seconds = process.elapsed().toMillis() / 1e3;
      look();
      if (java != null) {
        java.close();
      }
      return new Phase(
          name,
          seconds,
          committed,
          records,
          databases(),
          peak,
          anonymous,
          parts,
          mostRocksDb,
          mostHeap,
          openFiles,
          group.kills(),
          ended());
    }

    private void look() throws IOException {
      peak = group.peakBytes();
      long now = group.anonymousBytes();
      if (java == null
          && Files.exists(output)
          && Files.readString(output).contains(" started as ")) {
        java = JavaMemory.of(process);
      }
      if (java != null) {
        last = java.sample().orElse(last);
      }
      now = Math.max(now, group.anonymousBytes());
      if (now > anonymous) {
        anonymous = now;
        parts = last;
      }
      mostRocksDb = Math.max(mostRocksDb, last.rocksDb());
      mostHeap = Math.max(mostHeap, last.heap());
      openFiles = Math.max(openFiles, filesOf(process.pid()));
    }

    private int ended() throws IOException {
      process.close();
      try {
        return process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the application ended", e);
      }
    }
  }

  private static long filesOf(long pid) {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return files.count();
    } catch (IOException e) {
      // It has ended meanwhile.
      return 0;
    }
  }

  /** Each has one file of this name. */
  private long databases() throws IOException {
    try (Stream<Path> files = Files.walk(around.stateDirectory())) {
      return files.filter(file -> file.endsWith("CURRENT")).count();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }
}
