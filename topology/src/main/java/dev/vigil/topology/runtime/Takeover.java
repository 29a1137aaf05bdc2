package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.topics.TopicCatalogue;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees when this instance has got partitions, and has what their owner before left open ended: the
 * outputs behind it stay unread, and a restore waits for its end. Run every second on a thread that
 * may wait for brokers.
 */
final class Takeover implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

  /** So long is looked: what was left open may be too young at first, or brokers away. */
  private static final Duration LOOKS = Duration.ofSeconds(30);

  /** How long a look waits for the brokers. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Supplier<Set<TopicPartition>> written;
  private final Consumer<Set<TopicPartition>> end;
  private final Runnable close;
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
   * @param close ends the conversation with the brokers
   */
  Takeover(
      Supplier<Set<TopicPartition>> written,
      Consumer<Set<TopicPartition>> end,
      Runnable close,
      LongSupplier nanoTime) {
    this.written = written;
    this.end = end;
    this.close = close;
    this.nanoTime = nanoTime;
  }

  /**
   * For an instance that is about to start.
   *
   * @param restoring partitions whose state is being restored: that waits, too, for what the owner
   *     before left open in the changelogs
   */
  static Takeover of(
      Configuration configuration, KafkaStreams streams, Supplier<Set<Integer>> restoring) {
    VigilConfig config = configuration.vigil();
    String audit = new TopicCatalogue(config).audit().name();
    AbandonedTransactions transactions =
        new AbandonedTransactions(
            ClusterAdmin.connect(configuration, PATIENCE),
            config.applicationId(),
            processId(streams));
    return new Takeover(
        () -> auditPartitions(audit, streams, restoring.get()),
        transactions::end,
        transactions::close,
        System::nanoTime);
  }

  /** By which Kafka Streams names its transactions; it tells it in its metrics only. */
  private static String processId(KafkaStreams streams) {
    return streams.metrics().keySet().stream()
        .map(metric -> metric.tags().get("process-id"))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Kafka Streams does not tell its process id"));
  }

  /** Where this instance alone writes now: each input record leaves an audit record there. */
  private static Set<TopicPartition> auditPartitions(
      String audit, KafkaStreams streams, Set<Integer> restoring) {
    Stream<Integer> active =
        streams.metadataForLocalThreads().stream()
            .flatMap(thread -> thread.activeTasks().stream())
            .flatMap(task -> task.topicPartitions().stream())
            .map(TopicPartition::partition);
    return Stream.concat(active, restoring.stream())
        .map(partition -> new TopicPartition(audit, partition))
        .collect(Collectors.toSet());
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

  @Override
  public void close() {
    close.run();
  }
}
