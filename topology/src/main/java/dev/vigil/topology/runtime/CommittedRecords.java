package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed records of topics from their beginning, for commands; commits nothing. */
final class CommittedRecords implements AutoCloseable {
  private final Duration patience;
  private final KafkaConsumer<byte[], byte[]> consumer;

  CommittedRecords(Configuration configuration) {
    this.patience = configuration.vigil().startupTimeout();
    Map<String, Object> settings =
        new HashMap<>(
            ClientSettings.of(configuration.kafkaSettings(), ClientSettings.Kind.CONSUMER));
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Partitions of a topic; none if it is missing. */
  List<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  /**
   * Hands over all records up to the end there is now.
   *
   * @throws TimeoutException if the brokers have the rest and do not give it, for longer than
   *     {@code vigil.startup-timeout}
   */
  void readToEnd(List<TopicPartition> partitions, Consumer<ConsumerRecord<byte[], byte[]>> take) {
    start(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Progress progress = new Progress(patience);
    for (long left = left(ends); left > 0; left = left(ends)) {
      progress.check(left);
      poll(take);
    }
  }

  /** Hands over all records, those that are still to come too, until the process ends. */
  void follow(List<TopicPartition> partitions, Consumer<ConsumerRecord<byte[], byte[]>> take) {
    start(partitions);
    while (!Thread.currentThread().isInterrupted()) {
      poll(take);
    }
  }

  private void start(List<TopicPartition> partitions) {
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  private void poll(Consumer<ConsumerRecord<byte[], byte[]>> take) {
    consumer.poll(Duration.ofMillis(200)).forEach(take);
  }

  /** How many offsets are still to be read. */
  private long left(Map<TopicPartition, Long> ends) {
    long left = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      left += Math.max(0, end.getValue() - consumer.position(end.getKey()));
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
