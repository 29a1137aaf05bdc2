package dev.vigil.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A control group of the kernel whose processes share a limit on memory, as those of a container
 * do: beyond it, and with nothing left that can be given back, the kernel kills one. Closing takes
 * the group away; its processes must have ended.
 */
public final class MemoryGroup implements AutoCloseable {
  private static final Path MOUNTS = Path.of("/proc/self/mounts");
  private static final int REMOVALS = 100;

  /** How the files of the two versions are called. */
  private enum Version {
    ONE(
        "memory.limit_in_bytes",
        "memory.memsw.limit_in_bytes",
        "memory.max_usage_in_bytes",
        "memory.usage_in_bytes",
        "total_rss ",
        "memory.oom_control"),
    TWO("memory.max", "memory.swap.max", "memory.peak", "memory.current", "anon ", "memory.events");

    private final String limit;
    private final String swap;
    private final String peak;
    private final String usage;
    private final String anonymous;
    private final String kills;

    Version(String limit, String swap, String peak, String usage, String anonymous, String kills) {
      this.limit = limit;
      this.swap = swap;
      this.peak = peak;
      this.usage = usage;
      this.anonymous = anonymous;
      this.kills = kills;
    }
  }

  private final Path directory;
  private final Version version;
  private long peakSeen;

  private MemoryGroup(Path directory, Version version) {
    this.directory = directory;
    this.version = version;
  }

  /**
   * Makes a group without processes, of whichever version is mounted here. Swap is not allowed
   * where the kernel counts it.
   *
   * @param limitBytes the most its processes may have together
   * @throws IOException if no hierarchy for memory is mounted, or this user may not write there;
   *     the message says what is needed
   */
  public static MemoryGroup create(long limitBytes) throws IOException {
    return create(Files.readAllLines(MOUNTS), limitBytes);
  }

  /** The same with the lines of {@code /proc/self/mounts}. */
  static MemoryGroup create(List<String> mounts, long limitBytes) throws IOException {
    for (String mount : mounts) {
      String[] fields = mount.split(" ", -1);
      Path root = Path.of(fields[1]);
      if (fields[2].equals("cgroup") && List.of(fields[3].split(",", -1)).contains("memory")) {
        return create(root, Version.ONE, limitBytes);
      }
      if (fields[2].equals("cgroup2") && controls(root.resolve("cgroup.controllers"))) {
        return create(root, Version.TWO, limitBytes);
      }
    }
    throw new IOException(
        "no control group can limit memory here: this needs Linux, with the cgroup controller"
            + " memory mounted below /sys/fs/cgroup");
  }

  private static boolean controls(Path file) throws IOException {
    return Files.isReadable(file)
        && List.of(Files.readString(file).trim().split(" ", -1)).contains("memory");
  }

  private static MemoryGroup create(Path root, Version version, long limitBytes)
      throws IOException {
    Path directory = root.resolve("vigil-bench-" + ProcessHandle.current().pid());
    try {
      if (version == Version.TWO && !controls(root.resolve("cgroup.subtree_control"))) {
        Files.writeString(root.resolve("cgroup.subtree_control"), "+memory");
      }
      Files.createDirectory(directory);
      MemoryGroup group = new MemoryGroup(directory, version);
      group.limit(limitBytes);
      return group;
    } catch (IOException e) {
      Files.deleteIfExists(directory);
      throw new IOException(
          "no control group with a limit on memory can be made in %s (%s): run this as root, where /sys/fs/cgroup can be written"
              .formatted(root, e.getClass().getSimpleName()),
          e);
    }
  }

  private void limit(long limitBytes) throws IOException {
    Files.writeString(directory.resolve(version.limit), Long.toString(limitBytes));
    Path swap = directory.resolve(version.swap);
    if (Files.exists(swap)) {
      // In version one it counts memory and swap together.
      Files.writeString(swap, version == Version.ONE ? Long.toString(limitBytes) : "0");
    }
  }

  /** A command line that does the same within this group. */
  public List<String> within(List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "echo $$ >\"$0\" && exec \"$@\"",
                directory.resolve("cgroup.procs").toString()));
    all.addAll(command);
    return all;
  }

  /** Memory that belongs to the processes and cannot be given back, in bytes. */
  public long anonymousBytes() throws IOException {
    return value(directory.resolve("memory.stat"), version.anonymous);
  }

  /** The most memory so far, files that the kernel caches included, in bytes. */
  public long peakBytes() throws IOException {
    Path peak = directory.resolve(version.peak);
    // Version two counts it since Linux 5.19; before, what was seen counts.
    peakSeen =
        Math.max(peakSeen, number(Files.exists(peak) ? peak : directory.resolve(version.usage)));
    return peakSeen;
  }

  /** How many processes the kernel has killed for want of memory. */
  public long kills() throws IOException {
    return value(directory.resolve(version.kills), "oom_kill ");
  }

  private static long number(Path file) throws IOException {
    return Long.parseLong(Files.readString(file).trim());
  }

  private static long value(Path file, String name) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.substring(name.length()).trim()))
          .findFirst()
          .orElseThrow(() -> new IOException("%s does not tell %s".formatted(file, name.trim())));
    }
  }

  /** The kernel needs a moment to forget processes that have ended. */
  @Override
  public void close() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.delete(directory);
        return;
      } catch (NoSuchFileException e) {
        return;
      } catch (IOException e) {
        if (attempt == REMOVALS) {
          throw e;
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
