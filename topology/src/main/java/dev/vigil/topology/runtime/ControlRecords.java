package dev.vigil.topology.runtime;

import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** What {@code vigil.control} says of this application, read once for all who ask. */
public final class ControlRecords {
  private final String application;
  private final Registry registry;
  private final Map<String, ConsumerRecord<byte[], byte[]>> latest = new HashMap<>();

  private ControlRecords(String application, Registry registry) {
    this.application = application;
    this.registry = registry;
  }

  /**
   * Reads the topic to its end. What another instance writes just now must count, too: so a
   * transaction that is open is waited for.
   *
   * @throws VigilException if the topic is missing or cannot be read
   */
  public static ControlRecords read(
      Configuration configuration, ClusterAdmin cluster, Registry registry) {
    String topic = new TopicCatalogue(configuration.vigil()).control().name();
    TopicCheck.requireSingle(cluster, topic);
    String application = configuration.vigil().applicationId();
    ControlRecords control = new ControlRecords(application, registry);
    String ending = "/" + application;
    try (CommittedRecords records = new CommittedRecords(configuration)) {
      records.readWritten(
          records.allWritten(cluster, List.of(new TopicPartition(topic, 0))),
          record -> {
            String key =
                record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            if (key.endsWith(ending)) {
              control.latest.put(key, record);
            }
          });
    } catch (KafkaException e) {
      throw cluster.failure(e);
    }
    return control;
  }

  /** The key of one thing that is controlled, of one application. */
  static String key(String what, String application) {
    return what + "/" + application;
  }

  /** What was done last to one thing; empty: nothing was, or it is forgotten. */
  Optional<OperationRecord> latest(String what) {
    ConsumerRecord<byte[], byte[]> record = latest.get(key(what, application));
    if (record == null || record.value() == null) {
      return Optional.empty();
    }
    return Optional.of(
        new OutputRecords<OperationRecord>(registry, OperationRecord.getClassSchema())
            .read(record));
  }
}
