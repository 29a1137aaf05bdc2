package dev.vigil.topology.runtime;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees when this instance has got partitions, and has what their owner before left open ended. Run
 * every second on a thread that may wait for brokers.
 */
final class Takeover implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

  /** So long is looked: what was left open may be too young at first, or brokers away. */
  private static final Duration LOOKS = Duration.ofSeconds(30);

  private final Supplier<Set<TopicPartition>> written;
  private final Consumer<Set<TopicPartition>> end;
  private final LongSupplier nanoTime;
  private Set<TopicPartition> before = Set.of();
  private long until;
  private boolean looking;
  private boolean warned;

  /**
   * For one instance.
   *
   * @param written the partitions that this instance alone may write to now
   * @param end ends what others have open there
   */
  Takeover(
      Supplier<Set<TopicPartition>> written,
      Consumer<Set<TopicPartition>> end,
      LongSupplier nanoTime) {
    this.written = written;
    this.end = end;
    this.nanoTime = nanoTime;
  }

  /** Looks now. */
  @Override
  public void run() {
    Set<TopicPartition> now = written.get();
    Set<TopicPartition> gained = new HashSet<>(now);
    gained.removeAll(before);
    before = Set.copyOf(now);
    if (!gained.isEmpty()) {
      looking = true;
      until = nanoTime.getAsLong() + LOOKS.toNanos();
    }
    if (!looking) {
      return;
    }
    looking = nanoTime.getAsLong() - until < 0;
    try {
      end.accept(now);
      warned = false;
    } catch (VigilException e) {
      // The brokers end them, too, only later; the next look may find them there again.
      if (!warned) {
        LOG.warn("What an instance before left open may hide output for a minute: {}", e.lines());
      }
      warned = true;
    }
  }
}
