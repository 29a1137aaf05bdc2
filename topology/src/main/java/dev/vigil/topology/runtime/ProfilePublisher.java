package dev.vigil.topology.runtime;

import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.profile.ProfileHash;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.avro.WireFormat;
import dev.vigil.topology.domain.profile.PublishedProfiles;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts a profile in force and records who did, in one transaction: nobody sees the one without the
 * other. All publishers of an application share a transactional id, so that of two who publish at
 * the same time the one who began first is refused, and looks again at what is in force.
 */
public final class ProfilePublisher implements AutoCloseable {
  private final ClusterAdmin cluster;
  private final String profiles;
  private final String operations;
  private final WireFormat<OperationRecord> encoder;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * Begins: another publisher that has not written yet cannot any more.
   *
   * @param profiles full name of the topic
   * @throws VigilException if {@code vigil.operations} is missing, or the brokers refuse
   */
  public ProfilePublisher(
      Configuration configuration, ClusterAdmin cluster, Registry registry, String profiles) {
    this.cluster = cluster;
    this.profiles = profiles;
    this.operations = new TopicCatalogue(configuration.vigil()).operations().name();
    if (cluster.partitions(operations).isEmpty()) {
      throw new VigilException(ExitCode.TOPICS, TopicCheck.missing(operations), null);
    }
    this.encoder =
        new WireFormat<>(
            registry.idForTopic(operations, OperationRecord.getClassSchema()),
            OperationRecord.getClassSchema());
    this.producer =
        new KafkaProducer<>(
            settings(configuration), new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw cluster.failure(e);
    }
  }

  private static Map<String, Object> settings(Configuration configuration) {
    int patience = Math.toIntExact(configuration.vigil().startupTimeout().toMillis());
    Map<String, Object> settings =
        new HashMap<>(
            ClientSettings.of(configuration.kafkaSettings(), ClientSettings.Kind.PRODUCER));
    settings.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
        configuration.vigil().applicationId() + "-profile-publish");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(patience, 10_000));
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience);
    settings.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        StreamsSettings.largestRecord(configuration.vigil()));
    return settings;
  }

  /**
   * Writes the profile, then that it is active, then the record of it; all or nothing.
   *
   * @param content a valid profile
   * @param record what was done, by whom
   * @throws VigilException if it was not confirmed
   */
  public void publish(byte[] content, OperationRecord record) {
    byte[] hash = bytes(ProfileHash.of(content));
    try {
      producer.beginTransaction();
      List<Future<RecordMetadata>> sent =
          List.of(
              producer.send(new ProducerRecord<>(profiles, 0, hash, content)),
              producer.send(
                  new ProducerRecord<>(profiles, 0, bytes(PublishedProfiles.ACTIVE), hash)),
              producer.send(
                  new ProducerRecord<>(operations, bytes(record.getBy()), encoder.encode(record))));
      producer.flush();
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw notPublished(e.getCause() == null ? e : e.getCause());
    } catch (KafkaException e) {
      throw notPublished(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigilException(ExitCode.UNEXPECTED, "Interrupted while publishing", e);
    }
    commit();
  }

  private void commit() {
    try {
      producer.commitTransaction();
    } catch (TimeoutException e) {
      throw new VigilException(
          ExitCode.BROKER,
          "The brokers at "
              + cluster.servers()
              + " did not confirm in time: it may be published or not, see vigil profile active",
          e);
    } catch (KafkaException e) {
      throw notPublished(e);
    }
  }

  private VigilException notPublished(Throwable cause) {
    if (cause instanceof ProducerFencedException
        || cause instanceof InvalidProducerEpochException) {
      return new VigilException(
          ExitCode.NOT_PROVEN,
          "Nothing was written: another vigil profile publish began after this one. See vigil"
              + " profile active, then publish again",
          cause);
    }
    return cluster.failure(cause);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What was not committed is aborted by the brokers. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
