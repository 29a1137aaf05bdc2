package dev.vigil.topology.runtime.audit.verify;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Which announced outputs retention has deleted. In one partition of an output, what one input
 * partition led to is in order: so from the first that is still there on, all must be there.
 */
final class Cutoffs {
  private final Channels channels;
  private final int partitions;

  /** By channel: for each of its partitions the first offsets by input partition; null: all. */
  private final long[][] @Nullable [] byChannel;

  private final Map<TopicPartition, long[]> byPartition = new HashMap<>();

  Cutoffs(Plan plan) {
    this.channels = plan.channels();
    this.partitions = plan.allPartitions();
    this.byChannel = new long[channels.count()][][];
    Map<Integer, Integer> counts = new HashMap<>();
    plan.logs()
        .keySet()
        .forEach(
            log -> counts.merge(channels.channel(log.topic()), log.partition() + 1, Math::max));
    plan.logs()
        .forEach(
            (partition, log) -> {
              int channel = channels.channel(partition.topic());
              // The FHIR form may have been configured later than alerts were written.
              boolean cut =
                  log.isFromBeginning()
                      && (log.beginning() > 0 || channel == channels.alertsFhir());
              if (channel > 0 && cut) {
                long[] first = new long[channels.inputs().size() * partitions];
                Arrays.fill(first, Long.MAX_VALUE);
                byPartition.put(partition, first);
                if (byChannel[channel] == null) {
                  byChannel[channel] = new long[counts.getOrDefault(channel, 0)][];
                }
                byChannel[channel][partition.partition()] = first;
              }
            });
  }

  /** An output is there. Each partition of outputs in one thread. */
  void seen(long @Nullable [] first, int input, int partition, long offset) {
    if (first != null) {
      int index = input * partitions + partition;
      first[index] = Math.min(first[index], offset);
    }
  }

  /** Where to note what is seen in a partition of outputs; null: all of it is there. */
  long @Nullable [] of(TopicPartition outputs) {
    return byPartition.get(outputs);
  }

  /**
   * Whether an announced output cannot be held against anybody.
   *
   * @param key of the input record, which outputs have, too; null: none, it may be anywhere
   */
  boolean isGone(int channel, int input, int partition, long offset, byte @Nullable [] key) {
    long[][] outputs = byChannel[channel];
    if (outputs == null) {
      return false;
    }
    int index = input * partitions + partition;
    if (key == null) {
      return Arrays.stream(outputs).anyMatch(first -> first != null && offset < first[index]);
    }
    long[] first = outputs[Utils.toPositive(Utils.murmur2(key)) % outputs.length];
    return first != null && offset < first[index];
  }
}
