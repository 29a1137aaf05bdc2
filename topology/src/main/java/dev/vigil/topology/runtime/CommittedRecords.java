package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the committed records of topics, for commands; commits nothing, and keeps no more in memory
 * than the consumer fetches at a time.
 */
public final class CommittedRecords implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Duration patience;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /** Connects at the first question. */
  public CommittedRecords(Configuration configuration) {
    this(configuration, new ByteArrayDeserializer(), Map.of());
  }

  /**
   * For who need not see all of each record.
   *
   * @param bytes makes keys and values of what was received
   * @param tuning settings of the consumer that win over the configuration's
   */
  public CommittedRecords(
      Configuration configuration, Deserializer<byte[]> bytes, Map<String, Object> tuning) {
    this.patience = configuration.vigil().startupTimeout();
    Map<String, Object> settings =
        new HashMap<>(
            ClientSettings.of(configuration.kafkaSettings(), ClientSettings.Kind.CONSUMER));
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // What retention deletes while it is read must not be skipped, nor read from the end.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // At the end of a range a fetch would wait for more, and the next question behind it.
    settings.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    settings.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
    settings.putAll(tuning);
    this.consumer = new KafkaConsumer<>(settings, bytes, bytes);
  }

  /**
   * Offsets of one partition.
   *
   * @param from the first
   * @param to the first that is beyond
   */
  public record Range(long from, long to) {}

  /** Partitions of a topic; none if it is missing. */
  public List<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  /** The oldest offset that retention has left in each partition. */
  public Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
    return consumer.beginningOffsets(partitions);
  }

  /** The first offset of each partition that no committed record has yet. */
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return consumer.endOffsets(partitions);
  }

  /** The first offset of each partition whose record is not older; its end if there is none. */
  public Map<TopicPartition, Long> at(Collection<TopicPartition> partitions, Instant time) {
    Map<TopicPartition, Long> question = new HashMap<>();
    partitions.forEach(partition -> question.put(partition, time.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> answer = consumer.offsetsForTimes(question);
    Map<TopicPartition, Long> offsets = new HashMap<>(ends(partitions));
    answer.forEach(
        (partition, found) -> {
          if (found != null) {
            offsets.put(partition, found.offset());
          }
        });
    return offsets;
  }

  /** All there is now. */
  public Map<TopicPartition, Range> all(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends = ends(partitions);
    Map<TopicPartition, Range> ranges = new HashMap<>();
    beginnings(partitions)
        .forEach(
            (partition, from) ->
                ranges.put(partition, new Range(from, ends.getOrDefault(partition, from))));
    return ranges;
  }

  /**
   * All there is now, with what stands behind a transaction that is still open: to read it is to
   * wait until that ends. For who must not miss a record that was committed before.
   */
  public Map<TopicPartition, Range> allWritten(
      ClusterAdmin cluster, Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> beginnings = beginnings(partitions);
    Map<TopicPartition, Range> ranges = new HashMap<>();
    cluster
        .offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED)
        .forEach(
            (partition, end) ->
                ranges.put(partition, new Range(beginnings.getOrDefault(partition, end), end)));
    return ranges;
  }

  /**
   * Hands over the records of {@link #allWritten}, or a part of them.
   *
   * @throws VigilException if a transaction stays open, or the brokers do not give the records, for
   *     longer than {@code vigil.startup-timeout}
   */
  public void readWritten(
      Map<TopicPartition, Range> ranges, Consumer<ConsumerRecord<byte[], byte[]>> take) {
    try {
      read(
          ranges,
          record -> {
            take.accept(record);
            return true;
          });
    } catch (TimeoutException e) {
      throw new VigilException(
          ExitCode.BROKER,
          "%s could not be read to the end within %s: a transaction there is still open, or brokers are away. Try again in a minute"
              .formatted(
                  ranges.keySet().stream()
                      .map(TopicPartition::topic)
                      .distinct()
                      .collect(Collectors.joining(", ")),
                  patience),
          e);
    }
  }

  /**
   * Hands over all records up to the end there is now.
   *
   * @throws TimeoutException if the brokers have the rest and do not give it, for longer than
   *     {@code vigil.startup-timeout}
   */
  public void readToEnd(
      List<TopicPartition> partitions, Consumer<ConsumerRecord<byte[], byte[]>> take) {
    read(
        all(partitions),
        record -> {
          take.accept(record);
          return true;
        });
  }

  /**
   * Hands over the records of ranges, those of a partition in order.
   *
   * @param take whether to go on
   * @throws TimeoutException as {@link #readToEnd}
   */
  public void read(
      Map<TopicPartition, Range> ranges, Predicate<ConsumerRecord<byte[], byte[]>> take) {
    consumer.assign(ranges.keySet());
    // Of an earlier reading of the same partitions some may still be paused.
    consumer.resume(ranges.keySet());
    ranges.forEach((partition, range) -> consumer.seek(partition, range.from()));
    Progress progress = new Progress(patience);
    for (long left = left(ranges); left > 0; left = left(ranges)) {
      progress.check(left);
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Range range = ranges.get(new TopicPartition(record.topic(), record.partition()));
        if (range != null && record.offset() < range.to() && !take.test(record)) {
          return;
        }
      }
    }
  }

  /** Hands over all records, those that are still to come too, until the process ends. */
  public void follow(
      List<TopicPartition> partitions, Consumer<ConsumerRecord<byte[], byte[]>> take) {
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    while (!Thread.currentThread().isInterrupted()) {
      consumer.poll(POLL).forEach(take);
    }
  }

  /** How many offsets are still to be read; what is read is not fetched on. */
  private long left(Map<TopicPartition, Range> ranges) {
    long left = 0;
    for (Map.Entry<TopicPartition, Range> range : ranges.entrySet()) {
      long rest = range.getValue().to() - consumer.position(range.getKey());
      if (rest > 0) {
        left += rest;
      } else {
        consumer.pause(List.of(range.getKey()));
      }
    }
    return left;
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** Ends a reading that does not come on: the broker that has the rest is away. */
  private static final class Progress {
    private final Duration patience;
    private long left = Long.MAX_VALUE;
    private long since = System.nanoTime();

    Progress(Duration patience) {
      this.patience = patience;
    }

    void check(long nowLeft) {
      long now = System.nanoTime();
      if (nowLeft < left) {
        left = nowLeft;
        since = now;
      } else if (now - since > patience.toNanos()) {
        throw new TimeoutException("no record within " + patience);
      }
    }
  }
}
