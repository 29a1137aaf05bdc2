package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.avro.UnknownSchemaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed records of an output topic, for people. */
public final class TopicReader {
  private static final int PREFIX_BYTES = 5;

  private final Configuration configuration;
  private final Registry registry;

  public TopicReader(Configuration configuration, Registry registry) {
    this.configuration = configuration;
    this.registry = registry;
  }

  /**
   * Reads from the beginning.
   *
   * @param topic full name
   * @param follow whether to wait for new records; else it ends at the end there is now
   * @param print takes each record as JSON
   */
  public void read(String topic, boolean follow, Consumer<String> print) {
    Map<String, Object> settings =
        new HashMap<>(
            ClientSettings.of(configuration.kafkaSettings(), ClientSettings.Kind.CONSUMER));
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        Math.toIntExact(configuration.vigil().startupTimeout().toMillis()));
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new VigilException(ExitCode.TOPICS, "Topic " + topic + " is missing", null);
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (follow
          || partitions.stream()
              .anyMatch(
                  partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> print.accept(text(topic, record.value())));
      }
    } catch (TimeoutException e) {
      throw new VigilException(
          ExitCode.BROKER,
          "Topic " + topic + " cannot be read: check kafka.bootstrap.servers, and its name",
          e);
    }
  }

  private String text(String topic, byte[] value) {
    try {
      Schema schema = registry.byId(ByteBuffer.wrap(value).getInt(1));
      GenericRecord record =
          new GenericDatumReader<GenericRecord>(schema)
              .read(
                  null,
                  DecoderFactory.get()
                      .binaryDecoder(value, PREFIX_BYTES, value.length - PREFIX_BYTES, null));
      return record.toString();
    } catch (UnknownSchemaException
        | IOException
        | AvroRuntimeException
        | IndexOutOfBoundsException e) {
      throw new VigilException(
          ExitCode.TOPICS,
          "Topic " + topic + " holds a record that is not Avro of this registry",
          e);
    }
  }
}
