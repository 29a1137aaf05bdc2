package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
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

  public ReplayWriter(Configuration configuration, ClusterAdmin cluster) {
    this.cluster = cluster;
    this.topic = new TopicCatalogue(configuration.vigil()).replay().name();
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
