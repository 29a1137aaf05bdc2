package dev.vigil.topology.runtime.replay;

import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.event.InputPartitioner;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.OperatorWriter;
import dev.vigil.topology.runtime.TopicCheck;
import dev.vigil.topology.runtime.VigilException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Sends records to {@code fhir.replay}, a batch at a time: each batch is one transaction together
 * with its entry in {@code vigil.operations}, which names what was sent. So whoever ends the
 * command halfway and starts it again sends what was not sent, and nothing twice. Waits before a
 * batch as its {@link Pace} says.
 */
public final class ReplaySender implements AutoCloseable {
  /** Bound of what is kept until it is sent. */
  private static final int BATCH_BYTES = 8 << 20;

  /**
   * What a command does, for its entries in {@code vigil.operations}.
   *
   * @param command as it is typed, for example {@code dlq replay}
   * @param by the operator
   * @param subject what is sent: together with the operation what {@link SentRecords} knows it by
   * @param details further facts, never clinical content
   */
  public record Job(
      String command,
      Operation operation,
      String by,
      String subject,
      Map<String, String> details) {}

  /**
   * Where a record that is sent comes from.
   *
   * @param partition of which topic
   * @param offset its offset
   */
  public record Source(TopicPartition partition, long offset) {}

  private final Job job;
  private final Pace pace;
  private final InstantSource clock;
  private final OperatorWriter writer;
  private final String topic;
  private final int partitions;
  private final InputPartitioner partitioner;
  // Sent in one go: an open transaction holds up who reads fhir.replay, and times out where the
  // records to send are few among many that are read.
  private final List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>();
  private final Map<TopicPartition, OffsetSet> sources = new HashMap<>();
  private long batchBytes;
  private long sent;

  /**
   * Begins.
   *
   * @throws VigilException if {@code fhir.replay} is not as the application needs it, or the
   *     brokers refuse
   */
  public ReplaySender(
      Configuration configuration,
      ClusterAdmin cluster,
      Registry registry,
      Job job,
      Pace pace,
      InstantSource clock) {
    this.job = job;
    this.pace = pace;
    this.clock = clock;
    this.topic = new TopicCatalogue(configuration.vigil()).replay().name();
    this.partitions =
        cluster
            .partitions(topic)
            .orElseThrow(
                () -> new VigilException(ExitCode.TOPICS, TopicCheck.missing(topic), null));
    this.partitioner =
        InputPartitioner.valueOf(configuration.vigil().inputs().partitioner().name());
    this.writer = new OperatorWriter(configuration, cluster, registry, job.command());
  }

  /**
   * Sends a record, to the partition of its key.
   *
   * @param otherwise partition to take where the key tells none
   * @param source null: nothing that a topic holds
   * @throws VigilException if a batch was not confirmed; what was sent before is
   */
  public void send(
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      int otherwise,
      @Nullable Source source) {
    int partition =
        key == null
            ? otherwise
            : partitioner.partition(key, partitions).orElse(otherwise % partitions);
    sendTo(new ProducerRecord<>(topic, partition % partitions, key, value, headers), source);
  }

  /**
   * Sends a record to another topic in the same transactions, for example to park it.
   *
   * @throws VigilException as {@link #send}
   */
  public void sendTo(ProducerRecord<byte[], byte[]> record, @Nullable Source source) {
    batch.add(record);
    batchBytes += size(record.key()) + size(record.value());
    if (source != null) {
      sources.computeIfAbsent(source.partition(), one -> new OffsetSet()).add(source.offset());
    }
    if (batch.size() >= pace.batch() || batchBytes >= BATCH_BYTES) {
      commit();
    }
  }

  private static int size(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** How many records were sent and confirmed. */
  public long sent() {
    return sent;
  }

  /** Sends what is waiting for its batch to fill. */
  public void finish() {
    if (!batch.isEmpty()) {
      commit();
    }
  }

  private void commit() {
    pace.await(batch.size());
    writer.begin();
    batch.forEach(writer::send);
    Map<String, String> details = new LinkedHashMap<>(job.details());
    long here = batch.stream().filter(record -> record.topic().equals(topic)).count();
    details.put("sent", Long.toString(here));
    if (here < batch.size()) {
      details.put("elsewhere", Long.toString(batch.size() - here));
    }
    sources.forEach(
        (partition, offsets) -> details.put(SentRecords.detail(partition), offsets.toString()));
    writer.send(
        OperationRecord.newBuilder()
            .setOperation(job.operation())
            .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
            .setBy(job.by())
            .setSubject(job.subject())
            .setOutcome("done")
            .setDetails(details)
            .build());
    writer.commit();
    sent += batch.size();
    batch.clear();
    sources.clear();
    batchBytes = 0;
  }

  /** What was not confirmed is aborted by the brokers. */
  @Override
  public void close() {
    writer.close();
  }
}
