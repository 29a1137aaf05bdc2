package dev.vigil.bench.start;

import dev.vigil.config.topics.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The audit records that become readable for a consumer of committed records. */
final class AuditArrivals implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;

  /** Connects, and begins behind what is there now. */
  AuditArrivals(String bootstrapServers, TopicCatalogue topics) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topics.audit().name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
  }

  /** The keys of what came within some milliseconds. */
  List<String> keys(long millis) {
    List<String> keys = new ArrayList<>();
    consumer
        .poll(Duration.ofMillis(millis))
        .forEach(found -> keys.add(new String(found.key(), StandardCharsets.UTF_8)));
    return keys;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
