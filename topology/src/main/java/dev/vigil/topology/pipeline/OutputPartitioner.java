package dev.vigil.topology.pipeline;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Audit records stand in the partition of their input; all else goes by key. */
final class OutputPartitioner implements StreamPartitioner<byte[], Output> {
  @Override
  public Optional<Set<Integer>> partitions(
      String topic, byte[] key, Output output, int partitions) {
    return Optional.ofNullable(output.partition()).map(Set::of);
  }
}
