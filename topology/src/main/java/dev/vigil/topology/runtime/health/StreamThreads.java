package dev.vigil.topology.runtime.health;

import dev.vigil.topology.domain.health.Place;
import dev.vigil.topology.domain.health.ThreadLook;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the stream threads are, by their stacks: classes and methods only, never what they hold.
 * One look each second costs nobody anything, and half a minute of them says where the time goes.
 * Belongs to one thread.
 */
final class StreamThreads {
  /** Deep enough to reach the caller that says what a wait is for. */
  private static final int DEPTH = 64;

  private static final ThreadLook UNKNOWN =
      new ThreadLook(Place.WORK, "an unknown place", Double.NaN);

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final boolean tellsCpu = threads.isThreadCpuTimeSupported();
  private final Map<String, Long> idByName = new HashMap<>();
  private final Map<Long, CpuTime> cpuById = new HashMap<>();

  private record CpuTime(long at, long cpu) {}

  /**
   * Looks at threads.
   *
   * @param nanos now, as {@link System#nanoTime}
   */
  Map<String, ThreadLook> look(Set<String> names, long nanos) {
    if (!idByName.keySet().equals(names)) {
      find(names);
    }
    Map<String, ThreadLook> looks = new HashMap<>();
    for (String name : names) {
      Long id = idByName.get(name);
      ThreadInfo info = id == null ? null : threads.getThreadInfo(id, DEPTH);
      looks.put(name, info == null ? UNKNOWN : look(info, nanos));
    }
    return looks;
  }

  private void find(Set<String> names) {
    idByName.clear();
    cpuById.clear();
    for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
      // Null: it ended meanwhile.
      if (info != null && names.contains(info.getThreadName())) {
        idByName.put(info.getThreadName(), info.getThreadId());
      }
    }
  }

  private ThreadLook look(ThreadInfo info, long nanos) {
    StackTraceElement[] stack = info.getStackTrace();
    for (StackTraceElement frame : stack) {
      Place place = place(frame.getClassName());
      if (place != null) {
        return new ThreadLook(place, text(frame), cpu(info.getThreadId(), nanos));
      }
    }
    return new ThreadLook(
        Place.WORK,
        stack.length == 0 ? "no place" : text(stack[0]),
        cpu(info.getThreadId(), nanos));
  }

  /** What a frame says of all that stands above it; null: nothing. */
  static @Nullable Place place(String type) {
    if (type.startsWith("org.rocksdb.")) {
      return Place.STATE;
    }
    if (type.startsWith("org.apache.kafka.clients.producer.")) {
      return Place.BROKERS;
    }
    if (type.equals("org.apache.kafka.clients.consumer.KafkaConsumer")) {
      return Place.INPUT;
    }
    if (type.startsWith("io.confluent.kafka.schemaregistry.")) {
      return Place.REGISTRY;
    }
    return type.startsWith("dev.vigil.") ? Place.WORK : null;
  }

  private double cpu(long id, long nanos) {
    long cpu = tellsCpu ? threads.getThreadCpuTime(id) : -1;
    CpuTime before = cpu < 0 ? null : cpuById.put(id, new CpuTime(nanos, cpu));
    return before == null || nanos <= before.at()
        ? Double.NaN
        : Math.min(1, (cpu - before.cpu()) / (double) (nanos - before.at()));
  }

  private static String text(StackTraceElement frame) {
    String type = frame.getClassName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
  }
}
