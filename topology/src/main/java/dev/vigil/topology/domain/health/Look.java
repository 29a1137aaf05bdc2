package dev.vigil.topology.domain.health;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instance as it was at one moment.
 *
 * @param nanos when, on a clock that never goes back
 * @param state of the stream as a whole
 * @param answered whether the brokers have told offsets since the look before
 * @param refusal what the brokers answered instead, a class of error; null: no error, or no answer
 * @param rebalances how often partitions were handed out since the start
 * @param tasks what is this instance's to process
 * @param restore what it restores
 */
public record Look(
    long nanos,
    StreamState state,
    boolean answered,
    @Nullable String refusal,
    long rebalances,
    List<TaskLook> tasks,
    RestoreLook restore) {
  /** Of the stream as a whole. */
  public enum StreamState {
    /** Made, and not started yet. */
    STARTING,
    /** Partitions are being handed out, or state is restored. */
    REBALANCING,
    /** Every partition that was handed out is processed. */
    RUNNING,
    /** It was told to stop, or met a fault, and does not start again. */
    STOPPED
  }

  public Look {
    tasks = List.copyOf(tasks);
  }

  /** Records that wait, of all partitions. */
  public long waiting() {
    return tasks.stream().mapToLong(TaskLook::waiting).sum();
  }
}
