package dev.vigil.topology.runtime.audit.verify;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What is to be verified, and up to where each partition is read.
 *
 * @param channels the topics
 * @param allPartitions how many partitions each input has
 * @param inputs what is judged, by partition of an input topic
 * @param logs what is read of audit, outputs and operations, by partition
 * @param former partitions that the application has read and that are no inputs by now
 * @param fromEarliest whether the application began with the oldest record there was
 * @param heads ends of chains that were exported earlier
 */
public record Plan(
    Channels channels,
    int allPartitions,
    Map<TopicPartition, Judged> inputs,
    Map<TopicPartition, Log> logs,
    Set<TopicPartition> former,
    boolean fromEarliest,
    List<Head> heads) {

  public Plan {
    inputs = Map.copyOf(inputs);
    logs = Map.copyOf(logs);
    former = Set.copyOf(former);
    heads = List.copyOf(heads);
  }

  /**
   * Offsets of one input partition.
   *
   * @param scope the first that was asked for
   * @param beginning the oldest that retention has left
   * @param to the first that is beyond: not asked for, or not committed yet
   * @param end the first that no record had when reading began
   */
  public record Judged(long scope, long beginning, long to, long end) {
    /** The first whose record can be there. */
    long from() {
      return Math.max(scope, beginning);
    }
  }

  /**
   * Offsets of one partition of audit, outputs or operations.
   *
   * @param beginning the oldest that retention has left
   * @param from where reading begins
   * @param to the first that is beyond
   */
  public record Log(long beginning, long from, long to) {
    /** Whether it is read from the oldest record that is left. */
    boolean isFromBeginning() {
      return from <= beginning;
    }
  }

  /** How many offsets are read at most. */
  public long offsets() {
    long sum = 0;
    for (Log log : logs.values()) {
      sum += Math.max(0, log.to() - log.from());
    }
    for (Judged judged : inputs.values()) {
      sum += Math.max(0, judged.to() - judged.from());
    }
    return sum;
  }
}
