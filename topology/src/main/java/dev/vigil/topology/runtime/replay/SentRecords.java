package dev.vigil.topology.runtime.replay;

import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Which records an operator's commands have sent to {@code fhir.replay} before, by {@code
 * vigil.operations}: so that ending a command halfway and starting it again sends none twice.
 */
public final class SentRecords implements Consumer<OperationRecord> {
  /** Of a detail that names offsets: {@code source:topic:partition}. */
  static final String SOURCE = "source:";

  private final Operation operation;
  private final String subject;
  private final Map<TopicPartition, OffsetSet> sent = new HashMap<>();

  /**
   * None yet.
   *
   * @param operation what the command does
   * @param subject what it does it to
   */
  public SentRecords(Operation operation, String subject) {
    this.operation = operation;
    this.subject = subject;
  }

  /** Takes an entry of {@code vigil.operations}, which may be of anything. */
  @Override
  public void accept(OperationRecord record) {
    if (record.getOperation() == operation && record.getSubject().equals(subject)) {
      record
          .getDetails()
          .forEach(
              (name, offsets) -> {
                if (name.startsWith(SOURCE)) {
                  sent.computeIfAbsent(source(name), partition -> new OffsetSet()).add(offsets);
                }
              });
    }
  }

  /** Whether the record was sent. */
  public boolean contains(String topic, int partition, long offset) {
    OffsetSet offsets = sent.get(new TopicPartition(topic, partition));
    return offsets != null && offsets.contains(offset);
  }

  /** The highest offset that was sent of a partition: records are sent in order; -1: none. */
  public long last(TopicPartition partition) {
    OffsetSet offsets = sent.get(partition);
    return offsets == null ? -1 : offsets.last();
  }

  static String detail(TopicPartition partition) {
    return SOURCE + partition.topic() + ":" + partition.partition();
  }

  private static TopicPartition source(String detail) {
    int colon = detail.lastIndexOf(':');
    return new TopicPartition(
        detail.substring(SOURCE.length(), colon), Integer.parseInt(detail.substring(colon + 1)));
  }
}
