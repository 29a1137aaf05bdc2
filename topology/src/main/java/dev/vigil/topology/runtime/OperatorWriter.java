package dev.vigil.topology.runtime;

import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.access.AclCatalogue;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.avro.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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
 * Writes what an operator decided, and the record of who did, in one transaction: nobody sees the
 * one without the other. All who run a command on an application share a transactional id, so that
 * of two who do so at the same time the one who began first is refused.
 */
public final class OperatorWriter implements AutoCloseable {
  private final ClusterAdmin cluster;
  private final String command;
  private final String operations;
  private final WireFormat<OperationRecord> encoder;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();

  /**
   * Begins: another who runs the same command and has not written yet cannot any more.
   *
   * @param command as it is typed, for example {@code profile publish}
   * @throws VigilException if {@code vigil.operations} is missing, or the brokers refuse
   */
  public OperatorWriter(
      Configuration configuration, ClusterAdmin cluster, Registry registry, String command) {
    this.cluster = cluster;
    this.command = command;
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

  private Map<String, Object> settings(Configuration configuration) {
    int patience = Math.toIntExact(configuration.vigil().startupTimeout().toMillis());
    Map<String, Object> settings =
        new HashMap<>(
            ClientSettings.of(configuration.kafkaSettings(), ClientSettings.Kind.PRODUCER));
    settings.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
        AclCatalogue.transactionalId(configuration.vigil().applicationId(), command));
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

  /** Begins a transaction. */
  public void begin() {
    producer.beginTransaction();
  }

  /** Adds a record to the transaction. */
  public void send(ProducerRecord<byte[], byte[]> record) {
    try {
      sent.add(producer.send(record));
    } catch (KafkaException e) {
      throw notWritten(e);
    }
  }

  /** Adds the record of what was done to the transaction. */
  public void send(OperationRecord record) {
    send(
        new ProducerRecord<>(
            operations, record.getBy().getBytes(StandardCharsets.UTF_8), encode(record)));
  }

  /** A record as {@code vigil.operations} has it. */
  public byte[] encode(OperationRecord record) {
    return encoder.encode(record);
  }

  /**
   * Ends the transaction: all of it is seen, or nothing.
   *
   * @throws VigilException if it was not confirmed
   */
  public void commit() {
    try {
      producer.flush();
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
      sent.clear();
    } catch (ExecutionException e) {
      throw notWritten(e.getCause() == null ? e : e.getCause());
    } catch (KafkaException e) {
      throw notWritten(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigilException(ExitCode.UNEXPECTED, "Interrupted while writing", e);
    }
    try {
      producer.commitTransaction();
    } catch (TimeoutException e) {
      throw new VigilException(
          ExitCode.BROKER,
          "The brokers at "
              + cluster.servers()
              + " did not confirm in time: it may be written or not. Look before you run vigil "
              + command
              + " again",
          e);
    } catch (KafkaException e) {
      throw notWritten(e);
    }
  }

  private VigilException notWritten(Throwable cause) {
    if (cause instanceof ProducerFencedException
        || cause instanceof InvalidProducerEpochException) {
      return new VigilException(
          ExitCode.NOT_PROVEN,
          "Ended: another vigil "
              + command
              + " began after this one. What this one had not finished was not written; look, then"
              + " run it again",
          cause);
    }
    return cluster.failure(cause);
  }

  /** What was not committed is aborted by the brokers. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
