package dev.vigil.topology.runtime.replay;

import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.OutputRecords;
import dev.vigil.topology.runtime.TopicCheck;
import dev.vigil.topology.runtime.VigilException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.ApiException;

/** Reads from {@code vigil.operations} what was sent before. */
public final class SentRecordsReader {
  private SentRecordsReader() {}

  /**
   * What a command has sent so far.
   *
   * @param operation what the command does
   * @param subject what it does it to
   * @throws VigilException if {@code vigil.operations} is missing or cannot be read
   */
  public static SentRecords read(
      Configuration configuration,
      ClusterAdmin cluster,
      Registry registry,
      Operation operation,
      String subject) {
    String topic = new TopicCatalogue(configuration.vigil()).operations().name();
    if (cluster.partitions(topic).isEmpty()) {
      throw new VigilException(ExitCode.TOPICS, TopicCheck.missing(topic), null);
    }
    SentRecords sent = new SentRecords(operation, subject);
    OutputRecords<OperationRecord> decoder =
        new OutputRecords<>(registry, OperationRecord.getClassSchema());
    try (CommittedRecords records = new CommittedRecords(configuration)) {
      // Behind a transaction of somebody else an entry is committed, and not seen: it counts.
      records.readWritten(
          records.allWritten(cluster, records.partitions(topic)),
          record -> take(record, decoder.read(record), sent));
    } catch (ApiException e) {
      throw cluster.failure(e);
    }
    return sent;
  }

  private static void take(
      ConsumerRecord<byte[], byte[]> record, OperationRecord operation, SentRecords sent) {
    try {
      sent.accept(operation);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new VigilException(
          ExitCode.TOPICS,
          "%s-%d names at offset %d what is no set of offsets: see who else writes there"
              .formatted(record.topic(), record.partition(), record.offset()),
          e);
    }
  }
}
