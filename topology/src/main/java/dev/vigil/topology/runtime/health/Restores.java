package dev.vigil.topology.runtime.health;

import dev.vigil.topology.domain.health.RestoreLook;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * How far the restore of active tasks is. Counted from its first changelog until none is left, so
 * that the share does not jump back when one is complete. Safe for several threads.
 */
final class Restores implements StateRestoreListener {
  private final Map<TopicPartition, Changelog> open = new HashMap<>();
  private long closedTotal;

  /** Offsets that one changelog begins at, is at, and ends at. */
  private record Changelog(long start, long at, long end) {
    long total() {
      return Math.max(0, end - start);
    }

    long restored() {
      return Math.max(0, Math.min(total(), at - start));
    }
  }

  @Override
  public synchronized void onRestoreStart(
      TopicPartition changelog, String store, long startingOffset, long endingOffset) {
    open.put(changelog, new Changelog(startingOffset, startingOffset, endingOffset));
  }

  @Override
  public synchronized void onBatchRestored(
      TopicPartition changelog, String store, long batchEndOffset, long numRestored) {
    open.computeIfPresent(
        changelog, (key, was) -> new Changelog(was.start(), batchEndOffset, was.end()));
  }

  @Override
  public synchronized void onRestoreEnd(TopicPartition changelog, String store, long total) {
    Changelog done = open.remove(changelog);
    if (done != null) {
      closedTotal += done.total();
    }
  }

  @Override
  public synchronized void onRestoreSuspended(TopicPartition changelog, String store, long total) {
    // Another instance goes on with it: it is no part of what this one has to do.
    open.remove(changelog);
  }

  synchronized RestoreLook look() {
    if (open.isEmpty()) {
      closedTotal = 0;
      return RestoreLook.NONE;
    }
    Set<Integer> partitions = new HashSet<>();
    long restored = closedTotal;
    long total = closedTotal;
    for (Map.Entry<TopicPartition, Changelog> changelog : open.entrySet()) {
      partitions.add(changelog.getKey().partition());
      restored += changelog.getValue().restored();
      total += changelog.getValue().total();
    }
    return new RestoreLook(partitions, open.size(), restored, total);
  }
}
