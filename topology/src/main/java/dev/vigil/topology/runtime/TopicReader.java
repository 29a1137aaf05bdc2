package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.event.AvroText;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads the committed records of an output topic, for people. */
public final class TopicReader {
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
    try (CommittedRecords records = new CommittedRecords(configuration)) {
      List<TopicPartition> partitions = records.partitions(topic);
      if (partitions.isEmpty()) {
        throw new VigilException(ExitCode.TOPICS, "Topic " + topic + " is missing", null);
      }
      Consumer<ConsumerRecord<byte[], byte[]>> take =
          record -> print.accept(text(topic, record.value()));
      if (follow) {
        records.follow(partitions, take);
      } else {
        records.readToEnd(partitions, take);
      }
    } catch (TimeoutException e) {
      throw new VigilException(
          ExitCode.BROKER,
          "Topic " + topic + " cannot be read: check kafka.bootstrap.servers, and its name",
          e);
    }
  }

  private String text(String topic, byte @Nullable [] value) {
    String text = value == null ? null : AvroText.of(registry, value);
    if (text == null) {
      throw new VigilException(
          ExitCode.TOPICS,
          "Topic " + topic + " holds a record that is not Avro of this registry",
          null);
    }
    return text;
  }
}
