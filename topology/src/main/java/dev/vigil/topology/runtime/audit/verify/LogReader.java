package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.topology.runtime.CommittedRecords.Range;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Gives the committed records of partitions. */
public interface LogReader {
  /**
   * Hands over all records of the ranges; those of a partition in order, and in one thread.
   *
   * @param sinks who takes the records of a partition; asked once for each
   */
  void read(
      Map<TopicPartition, Range> ranges,
      Function<TopicPartition, Consumer<ConsumerRecord<byte[], byte[]>>> sinks);

  /** The oldest offset that retention has left by now. */
  Map<TopicPartition, Long> beginnings(Map<TopicPartition, Range> ranges);
}
