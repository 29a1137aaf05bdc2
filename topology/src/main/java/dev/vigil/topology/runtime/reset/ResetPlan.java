package dev.vigil.topology.runtime.reset;

import dev.vigil.topology.runtime.RecordedState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What a reset would touch.
 *
 * @param application id
 * @param recorded what {@code vigil.control} says of the state
 * @param members who runs, and keeps it from being reset
 * @param changelogs that are there, in the order of the catalogue
 * @param inputs what is read, in the order of the catalogue
 * @param budgetSpent whether a spent failure budget waits for an operator; a reset leaves it
 * @param local state of this machine
 * @param localBytes how much it is; 0: there is none
 */
public record ResetPlan(
    String application,
    RecordedState recorded,
    Set<String> members,
    List<Changelog> changelogs,
    List<Input> inputs,
    boolean budgetSpent,
    Path local,
    long localBytes) {

  public ResetPlan {
    members = Set.copyOf(members);
    changelogs = List.copyOf(changelogs);
    inputs = List.copyOf(inputs);
  }

  /**
   * The topic of a store.
   *
   * @param offsets how many it has, an upper bound of its records
   * @param kept whether the reset leaves it: the audit goes on with its chains
   */
  public record Changelog(String topic, long offsets, boolean kept) {}

  /**
   * One input, its partitions together in one map each.
   *
   * @param committed the next offset of each partition that was read
   * @param earliest the oldest offset of each partition
   * @param latest the end of each partition
   */
  public record Input(
      String topic,
      Map<TopicPartition, Long> committed,
      Map<TopicPartition, Long> earliest,
      Map<TopicPartition, Long> latest) {
    public Input {
      committed = Map.copyOf(committed);
      earliest = Map.copyOf(earliest);
      latest = Map.copyOf(latest);
    }

    /** How many offsets wait to be judged. */
    public long waiting() {
      return sum(latest, committed);
    }

    /** How many offsets were judged and are still there. */
    public long judged() {
      return sum(committed, earliest);
    }

    /** The sum of the distances, of partitions that were read. */
    private long sum(Map<TopicPartition, Long> to, Map<TopicPartition, Long> from) {
      return committed.keySet().stream()
          .mapToLong(
              partition ->
                  Math.max(0, to.getOrDefault(partition, 0L) - from.getOrDefault(partition, 0L)))
          .sum();
    }

    /** The next offset of each partition after a reset; none of what was never read. */
    public Map<TopicPartition, Long> offsets(StartPosition position) {
      return switch (position) {
        case COMMITTED -> committed;
        case EARLIEST -> earliest;
        case LATEST -> latest;
      };
    }
  }

  /** Whether an earlier reset began and did not finish. */
  public boolean isResumed() {
    return recorded.status() == RecordedState.Status.RESET_BEGUN;
  }

  /** Whether there is nothing that a reset could delete. */
  public boolean isEmpty() {
    return (recorded.status() == RecordedState.Status.UNRECORDED
            || recorded.status() == RecordedState.Status.RESET)
        && changelogs.stream().allMatch(Changelog::kept)
        && localBytes == 0;
  }

  /** The epoch after the reset. */
  public long epoch() {
    return isResumed() ? recorded.epoch() : Math.max(0, recorded.epoch()) + 1;
  }
}
