package dev.vigil.demo;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.ReviewItem;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import dev.vigil.demo.script.Script;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads all outputs as any other consumer would, committed records only, and counts them. */
final class Outputs implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final Tally tally;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaAvroDeserializer avro;
  private final List<TopicPartition> inputs;
  private final Map<String, Consumer<ConsumerRecord<byte[], byte[]>>> byTopic = new HashMap<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread = new Thread(this::read, "demo-outputs");
  private volatile boolean closing;

  private Outputs(Surroundings surroundings, int partitions, Tally tally) {
    this.tally = tally;
    this.avro = new KafkaAvroDeserializer();
    avro.configure(
        Map.of("schema.registry.url", surroundings.registryUrl(), "specific.avro.reader", true),
        false);
    TopicCatalogue topics = surroundings.topics();
    byTopic.put(topics.audit().name(), this::audit);
    byTopic.put(
        topics.alerts().name(),
        record -> tally.alert((CriticalLabAlert) avro.deserialize(record.topic(), record.value())));
    byTopic.put(
        topics.review().name(),
        record ->
            tally.review(
                ((ReviewItem) avro.deserialize(record.topic(), record.value())).getReason()));
    byTopic.put(
        topics.deadLetters().name(),
        record -> {
          String reason = header(record, "vigil.dlq.reason");
          tally.deadLetter(reason == null ? "none" : reason);
        });
    topics
        .permitted()
        .forEach((output, topic) -> byTopic.put(topic.name(), record -> tally.permitted(output)));
    this.inputs =
        partitions(topics.withRole(TopicRole.INPUT).stream().map(Topic::name).toList(), partitions);
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                surroundings.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(partitions(List.copyOf(byTopic.keySet()), partitions));
    consumer.seekToBeginning(consumer.assignment());
  }

  /** Begins to read. */
  static Outputs read(Surroundings surroundings, int partitions, Tally tally) {
    Outputs outputs = new Outputs(surroundings, partitions, tally);
    outputs.thread.setDaemon(true);
    outputs.thread.start();
    return outputs;
  }

  /** Completes exceptionally when reading fails. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  private void read() {
    try {
      while (!closing) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          var take = byTopic.get(record.topic());
          if (take != null) {
            take.accept(record);
          }
        }
        tally.in(consumer.endOffsets(inputs).values().stream().mapToLong(Long::longValue).sum());
      }
      ended.complete(null);
    } catch (WakeupException e) {
      ended.complete(null);
    } catch (RuntimeException e) {
      ended.completeExceptionally(e);
    } finally {
      consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE));
      avro.close();
    }
  }

  private void audit(ConsumerRecord<byte[], byte[]> record) {
    tally.audit(
        (AuditRecord) avro.deserialize(record.topic(), record.value()),
        header(record, Script.HEADER));
  }

  private static @Nullable String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static List<TopicPartition> partitions(List<String> topics, int partitions) {
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : topics) {
      for (int partition = 0; partition < partitions; partition++) {
        all.add(new TopicPartition(topic, partition));
      }
    }
    return all;
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
