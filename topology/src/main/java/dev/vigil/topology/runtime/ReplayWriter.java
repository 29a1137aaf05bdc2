package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
import dev.vigil.config.topics.StoreNames;
import dev.vigil.config.topics.TopicCatalogue;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes what an operator decided to {@code fhir.replay}, the input that is an operator's own. */
public final class ReplayWriter implements AutoCloseable {
  private final ClusterAdmin cluster;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * A writer to a topic that is as the application needs it.
   *
   * @throws VigilException if it is missing, or a patient's records would have another partition
   *     there than elsewhere
   */
  public ReplayWriter(Configuration configuration, ClusterAdmin cluster) {
    this.cluster = cluster;
    this.topic = new TopicCatalogue(configuration.vigil()).replay().name();
    requireTopic(configuration);
    int patience = Math.toIntExact(configuration.vigil().startupTimeout().toMillis());
    Map<String, Object> settings =
        new HashMap<>(
            ClientSettings.of(configuration.kafkaSettings(), ClientSettings.Kind.PRODUCER));
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(patience, 10_000));
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Asked first: a producer would wait for a missing topic as it does for missing brokers. */
  private void requireTopic(Configuration configuration) {
    int found =
        cluster
            .partitions(topic)
            .orElseThrow(
                () ->
                    new VigilException(
                        ExitCode.TOPICS,
                        "Topic "
                            + topic
                            + " is missing: create it with vigil topics create, with as many"
                            + " partitions as the other inputs",
                        null));
    // State has the inputs' partitions, and whoever clears may read it; fhir.events, maybe not.
    String state =
        StoreNames.changelog(configuration.vigil().applicationId(), StoreNames.PATIENT_STATE);
    int needed = cluster.partitions(state).orElse(found);
    if (found != needed) {
      throw new VigilException(
          ExitCode.TOPICS,
          ("Topic %s has %d partitions, but patients' state has %d: delete it, then run vigil topics"
                  + " create --partitions %d")
              .formatted(topic, found, needed, needed),
          null);
    }
  }

  /**
   * Writes a record and waits until the brokers have it.
   *
   * @param partition the one that holds the patient's records
   * @return where it is
   * @throws VigilException if it was not confirmed within {@code vigil.startup-timeout}; it may
   *     have been written all the same
   */
  public RecordMetadata write(int partition, byte[] key, byte[] value) {
    try {
      return producer.send(new ProducerRecord<>(topic, partition, key, value)).get();
    } catch (ExecutionException e) {
      throw cluster.failure(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigilException(ExitCode.UNEXPECTED, "Interrupted while writing " + topic, e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
