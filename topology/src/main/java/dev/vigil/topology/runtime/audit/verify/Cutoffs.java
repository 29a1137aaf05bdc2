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

  /** By channel: its partitions. */
  private final First[] @Nullable [] byChannel;

  private final Map<TopicPartition, First> byPartition = new HashMap<>();

  /** What is there of one partition of outputs. */
  private static final class First {
    /** The first offsets, by input partition. */
    final long[] offsets;

    /** Whether anything before them may have been deleted. */
    boolean cut;

    First(int inputs, boolean cut) {
      this.offsets = new long[inputs];
      this.cut = cut;
      Arrays.fill(offsets, Long.MAX_VALUE);
    }
  }

  Cutoffs(Plan plan) {
    this.channels = plan.channels();
    this.partitions = plan.allPartitions();
    this.byChannel = new First[channels.count()][];
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
              if (channel > 0) {
                First first = new First(channels.inputs().size() * partitions, cut);
                byPartition.put(partition, first);
                if (byChannel[channel] == null) {
                  byChannel[channel] = new First[counts.getOrDefault(channel, 0)];
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

  /** Where to note what is seen in a partition of outputs. */
  long @Nullable [] of(TopicPartition outputs) {
    First first = byPartition.get(outputs);
    return first == null ? null : first.offsets;
  }

  /** Retention has deleted what was to be read of a partition of outputs, perhaps before it was. */
  void cut(TopicPartition outputs) {
    First first = byPartition.get(outputs);
    if (first != null) {
      first.cut = true;
    }
  }

  /**
   * Whether an announced output cannot be held against anybody.
   *
   * @param key of the input record, which outputs have, too; null: none, it may be anywhere
   */
  boolean isGone(int channel, int input, int partition, long offset, byte @Nullable [] key) {
    First[] outputs = byChannel[channel];
    if (outputs == null) {
      return false;
    }
    int index = input * partitions + partition;
    if (key == null) {
      return Arrays.stream(outputs).anyMatch(first -> isGone(first, index, offset));
    }
    return isGone(outputs[Utils.toPositive(Utils.murmur2(key)) % outputs.length], index, offset);
  }

  private static boolean isGone(@Nullable First first, int index, long offset) {
    return first != null && first.cut && offset < first.offsets[index];
  }
}
