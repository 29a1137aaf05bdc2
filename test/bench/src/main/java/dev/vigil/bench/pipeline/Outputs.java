package dev.vigil.bench.pipeline;

import dev.vigil.bench.workload.Expected.Sum;
import dev.vigil.bench.workload.WorkloadRecords;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what pipelines wrote, as those who depend on it do: committed records only. */
final class Outputs {
  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrapServers;

  Outputs(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** A consumer at the beginning of a topic. */
  KafkaConsumer<byte[], byte[]> open(String topic) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /** How many results a topic holds, and which. */
  Sum sum(String topic) {
    Sum sum = Sum.none();
    try (KafkaConsumer<byte[], byte[]> consumer = open(topic)) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          int number = WorkloadRecords.numberOf(record.headers());
          sum = number < 0 ? sum : sum.plus(number);
        }
      }
    }
    return sum;
  }
}
