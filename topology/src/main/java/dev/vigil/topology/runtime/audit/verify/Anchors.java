package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.topology.runtime.audit.verify.Plan.Judged;
import dev.vigil.topology.runtime.audit.verify.Plan.Log;
import java.util.Arrays;
import org.apache.kafka.common.TopicPartition;

/**
 * From which offset on the audit can be held against each input partition: the record behind the
 * one that the oldest retained audit record follows. Each partition is written by one thread.
 */
final class Anchors {
  /** No audit record of the partition was seen. */
  private static final long UNSEEN = Long.MAX_VALUE;

  private final Plan plan;
  private final long[][] anchors;
  private final long[][] oldest;

  Anchors(Plan plan) {
    this.plan = plan;
    int inputs = plan.channels().inputs().size();
    this.anchors = new long[inputs][plan.allPartitions()];
    this.oldest = new long[inputs][plan.allPartitions()];
    for (int i = 0; i < inputs; i++) {
      Arrays.fill(anchors[i], UNSEEN);
      Arrays.fill(oldest[i], UNSEEN);
    }
  }

  /** The first audit record of an input partition that was read. */
  void begin(AuditFields first, Judged judged, Log audit) {
    long anchor;
    if (!audit.isFromBeginning() || (!first.hasPrevious && hasAll(audit))) {
      anchor = judged.scope();
    } else if (first.hasPrevious && first.previousOffset < first.offset) {
      // It says that no record stood between.
      anchor = Math.max(0, first.previousOffset + 1);
    } else {
      anchor = first.offset;
    }
    anchors[first.input][first.partition] = anchor;
    oldest[first.input][first.partition] = first.offset;
  }

  /** The first offset that is judged; after all of the audit was read. */
  long of(int input, int partition) {
    long anchor = anchors[input][partition];
    if (anchor != UNSEEN) {
      return anchor;
    }
    TopicPartition audit = new TopicPartition(plan.channels().audit(), partition);
    Log log = plan.logs().get(audit);
    boolean told = log != null && (!log.isFromBeginning() || hasAll(log));
    return told ? 0 : UNSEEN;
  }

  /** The oldest offset that an audit record was read about; Long.MAX_VALUE: none. */
  long oldest(int input, int partition) {
    return oldest[input][partition];
  }

  /** Whether nothing was ever deleted, and nothing skipped when the application began. */
  private boolean hasAll(Log audit) {
    return audit.beginning() == 0 && plan.fromEarliest();
  }
}
