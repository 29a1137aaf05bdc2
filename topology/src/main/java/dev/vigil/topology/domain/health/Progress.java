package dev.vigil.topology.domain.health;

import dev.vigil.topology.domain.health.Liveness.Status;
import dev.vigil.topology.domain.health.Look.StreamState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether an instance is stuck: something is to be done, and for too long nothing was.
 * Partition by partition, because one thread of several that hangs leaves the patients of its
 * partitions without alerts. Not thread-safe.
 *
 * <p>What never counts: time in which the brokers do not answer (a restart does not mend them, and
 * costs state), in which a thread waits for them (Kafka Streams ends that itself, after {@code
 * task.timeout.ms}), in which the process was frozen, and partitions that are being restored, as
 * long as the restore moves.
 */
public final class Progress {
  /**
   * Times the bound: for so long, records that are taken and not committed count as progress. A
   * starved instance takes its time; one that takes the same records again and again must end.
   */
  private static final int WITHOUT_COMMIT = 5;

  private final long stuckAfter;
  private final Steps steps = new Steps();
  private final BrokerSilence brokers = new BrokerSilence();
  private final Map<Integer, Quiet> committed = new HashMap<>();
  private final Map<Integer, Quiet> taken = new HashMap<>();
  private final Quiet restore = new Quiet();

  /** How far something was, and for how long it has stayed there. */
  private static final class Quiet {
    private long reached = -1;
    private long nanos;

    void look(long now, boolean mayStand, long step) {
      nanos = mayStand || now != reached ? 0 : nanos + step;
      reached = now;
    }
  }

  /**
   * Nothing seen yet.
   *
   * @param stuckAfter how long nothing may move although something is to be done
   */
  public Progress(Duration stuckAfter) {
    this.stuckAfter = stuckAfter.toNanos();
  }

  /** Judges by one more look; to be called about once a second. */
  public Liveness look(Look look) {
    long step = steps.next(look.nanos());
    brokers.look(look, step);
    if (look.state() == StreamState.STOPPED) {
      return new Liveness(Status.STOPPED, "the stream has stopped; the log says why");
    }
    if (brokers.isTooLong()) {
      return new Liveness(Status.BROKERS_AWAY, brokers.text() + "; a restart does not help");
    }
    count(look, step);
    if (look.restore().isUnderWay() && restore.nanos >= stuckAfter) {
      return new Liveness(
          Status.STUCK,
          "the restore has stood at %d %% for %s"
              .formatted(look.restore().percent(), Spans.seconds(restore.nanos)));
    }
    Liveness stuck = stuck(look);
    if (stuck != null) {
      return stuck;
    }
    if (look.restore().isUnderWay()) {
      return new Liveness(
          Status.RESTORING, "%d %% of the state is restored".formatted(look.restore().percent()));
    }
    if (look.state() == StreamState.STARTING) {
      return new Liveness(Status.STARTING, "the stream has not begun");
    }
    long waiting = look.waiting();
    return waiting == 0
        ? new Liveness(Status.IDLE, "no record waits")
        : new Liveness(Status.WORKING, waiting + " records wait and are being processed");
  }

  private void count(Look look, long step) {
    restore.look(look.restore().restored(), !look.restore().isUnderWay(), step);
    Set<Integer> known = look.tasks().stream().map(TaskLook::partition).collect(Collectors.toSet());
    committed.keySet().retainAll(known);
    taken.keySet().retainAll(known);
    for (TaskLook task : look.tasks()) {
      boolean mayStand =
          task.waiting() == 0 || look.restore().partitions().contains(task.partition());
      quiet(committed, task).look(task.done(), mayStand, step);
      quiet(taken, task).look(task.taken(), mayStand, step);
    }
  }

  private static Quiet quiet(Map<Integer, Quiet> of, TaskLook task) {
    return of.computeIfAbsent(task.partition(), partition -> new Quiet());
  }

  private @Nullable Liveness stuck(Look look) {
    Liveness waits = null;
    for (TaskLook task : look.tasks()) {
      Quiet quiet = quiet(committed, task);
      if (quiet.nanos < stuckAfter
          || (quiet(taken, task).nanos < stuckAfter && quiet.nanos < WITHOUT_COMMIT * stuckAfter)) {
        continue;
      }
      String found =
          "partition %d: %d records wait, and none was committed for %s; its thread is at %s"
              .formatted(
                  task.partition(), task.waiting(), Spans.seconds(quiet.nanos), task.thread().at());
      if (task.thread().place() != Place.BROKERS) {
        return new Liveness(Status.STUCK, found);
      }
      waits =
          new Liveness(Status.BROKERS_AWAY, found + ", waiting for brokers: a restart is no help");
    }
    return waits;
  }
}
