package dev.vigil.topology.runtime.health;

import dev.vigil.topology.domain.health.Cause;
import dev.vigil.topology.domain.health.Diagnosis;
import dev.vigil.topology.domain.health.InputLook;
import dev.vigil.topology.domain.health.KeyShares;
import dev.vigil.topology.domain.health.Liveness;
import dev.vigil.topology.domain.health.Liveness.Status;
import dev.vigil.topology.domain.health.Look;
import dev.vigil.topology.domain.health.Look.StreamState;
import dev.vigil.topology.domain.health.Progress;
import dev.vigil.topology.domain.health.RestoreLook;
import dev.vigil.topology.domain.health.Snapshot;
import dev.vigil.topology.domain.health.TaskLook;
import dev.vigil.topology.domain.health.ThreadLook;
import dev.vigil.topology.domain.health.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the stream, once a second: whether it is alive, and what is wrong with its pace. Waits
 * for nobody, whatever the brokers and the stream threads do.
 */
public final class StreamHealth implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamHealth.class);

  private final KafkaStreams streams;
  private final Admin admin;
  private final Health health;
  private final LongSupplier nanoTime;
  private final Offsets offsets;
  private final Restores restores = new Restores();
  private final StreamThreads threads = new StreamThreads();
  private final AtomicLong rebalances = new AtomicLong();
  private final Progress progress;
  private final Diagnosis diagnosis;
  private final Set<Cause> told = EnumSet.noneOf(Cause.class);
  private StreamFigures before = new StreamFigures(Map.of(), Map.of(), Map.of());
  private final long stuckAfter;
  private boolean hasRun;
  private volatile Seen seen;

  /** What was seen last, and when, on the clock that never goes back. */
  private record Seen(Snapshot snapshot, long nanos) {}

  /**
   * Listens to a stream that has not been started.
   *
   * @param admin a client of the same brokers; closed with this
   * @param group the application's consumer group
   * @param stuckAfter see {@link Progress}
   * @param behindAfter see {@link Diagnosis}
   * @param keys where the pipeline counts keys
   * @param nanoTime as {@link System#nanoTime}
   */
  public StreamHealth(
      KafkaStreams streams,
      Admin admin,
      String group,
      Duration stuckAfter,
      Duration behindAfter,
      KeyShares keys,
      Health health,
      LongSupplier nanoTime) {
    this.streams = streams;
    this.admin = admin;
    this.health = health;
    this.nanoTime = nanoTime;
    this.offsets = new Offsets(admin, group);
    this.stuckAfter = stuckAfter.toNanos();
    this.progress = new Progress(stuckAfter);
    this.diagnosis = new Diagnosis(behindAfter, keys::largestShare);
    this.seen =
        new Seen(
            new Snapshot(
                new Look(
                    nanoTime.getAsLong(),
                    StreamState.STARTING,
                    false,
                    null,
                    0,
                    List.of(),
                    RestoreLook.NONE),
                new Liveness(Status.STARTING, "not looked at yet"),
                false,
                0),
            nanoTime.getAsLong());
    streams.setGlobalStateRestoreListener(restores);
    streams.setStateListener(
        (now, was) -> {
          if (now == KafkaStreams.State.REBALANCING) {
            rebalances.incrementAndGet();
          }
        });
  }

  /** By the last look; if there was none for too long, that is what is wrong. */
  public Snapshot snapshot() {
    Seen last = seen;
    long age = nanoTime.getAsLong() - last.nanos();
    if (age <= stuckAfter) {
      return last.snapshot();
    }
    return new Snapshot(
        last.snapshot().look(),
        new Liveness(
            Status.STUCK,
            "nobody has looked at the stream for "
                + Duration.ofNanos(age).toSeconds()
                + " s: the look itself hangs"),
        last.snapshot().hasRun(),
        0);
  }

  /** Whether a restart is what the instance needs. */
  public Liveness liveness() {
    return snapshot().liveness();
  }

  @Override
  public synchronized void run() {
    try {
      Look look = look();
      hasRun |= look.state() == StreamState.RUNNING;
      Liveness liveness = progress.look(look);
      tell(diagnosis.look(look, liveness));
      seen = new Seen(new Snapshot(look, liveness, hasRun, diagnosis.restoreRate()), look.nanos());
      health.ok(Health.LOOK);
    } catch (RuntimeException e) {
      // A look that fails must not be the last one: the executor would never run it again.
      LOG.debug("a look at the stream failed", e);
      seen = new Seen(seen.snapshot(), nanoTime.getAsLong());
      health.degraded(
          Health.LOOK,
          "looking at the stream fails ("
              + e.getClass().getName()
              + "): the pace and liveness that are told are old. It is a defect of Vigil: report it,"
              + " with what --verbose shows");
    }
  }

  private Look look() {
    long now = nanoTime.getAsLong();
    Set<ThreadMetadata> metadata = streams.metadataForLocalThreads();
    Map<String, ThreadLook> places =
        threads.look(
            metadata.stream().map(ThreadMetadata::threadName).collect(Collectors.toSet()), now);
    StreamFigures figures = StreamFigures.of(streams.metrics());
    Offsets.Answer answer = offsets.take();
    Map<Integer, TaskLook> tasks = new HashMap<>();
    Set<TopicPartition> inputs = new HashSet<>();
    for (ThreadMetadata thread : metadata) {
      boolean asks = hasMoved(figures.polls(), before.polls(), thread.threadName());
      ThreadLook place = places.get(thread.threadName());
      for (TaskMetadata task : thread.activeTasks()) {
        inputs.addAll(task.topicPartitions());
        if (place != null) {
          tasks.put(task.taskId().partition(), task(task, place, asks, figures, answer));
        }
      }
    }
    before = figures;
    offsets.ask(inputs);
    return new Look(
        now,
        state(),
        answer.answered(),
        answer.refusal(),
        rebalances.get(),
        new ArrayList<>(tasks.values()),
        restores.look());
  }

  private TaskLook task(
      TaskMetadata task,
      ThreadLook thread,
      boolean asks,
      StreamFigures figures,
      Offsets.Answer answer) {
    long taken = 0;
    List<InputLook> found = new ArrayList<>();
    for (TopicPartition input : task.topicPartitions()) {
      taken += figures.consumed().getOrDefault(input, 0.0).longValue();
      Offsets.Position position = answer.positions().get(input);
      if (position == null) {
        found.add(new InputLook(input.topic(), 0, -1));
        continue;
      }
      // Its thread asks for records, knows of none, and processes none: what stands between the
      // offsets are markers of transactions, or records of one that was given up.
      boolean isNothing =
          asks
              && figures.unread().getOrDefault(input, 1.0) == 0
              && !hasMoved(figures.consumed(), before.consumed(), input);
      long waiting = isNothing ? 0 : Math.max(0, position.end() - position.committed());
      found.add(new InputLook(input.topic(), waiting, position.committed()));
    }
    return new TaskLook(task.taskId().partition(), found, taken, thread);
  }

  private static <K> boolean hasMoved(Map<K, Double> now, Map<K, Double> before, K key) {
    Double value = now.get(key);
    return value != null && !value.equals(before.get(key));
  }

  private StreamState state() {
    return switch (streams.state()) {
      case CREATED -> StreamState.STARTING;
      case REBALANCING -> StreamState.REBALANCING;
      case RUNNING -> StreamState.RUNNING;
      case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> StreamState.STOPPED;
    };
  }

  private void tell(List<Trouble> troubles) {
    for (Trouble trouble : troubles) {
      health.degraded(trouble.cause().code(), trouble.headline(), trouble.reason());
    }
    Set<Cause> now = troubles.stream().map(Trouble::cause).collect(Collectors.toSet());
    for (Cause cause : Set.copyOf(told)) {
      if (!now.contains(cause)) {
        health.ok(cause.code());
      }
    }
    told.clear();
    told.addAll(now);
  }

  /** Partitions of the inputs whose state is being restored here, to be processed then. */
  public Set<Integer> restoring() {
    return restores.look().partitions();
  }

  /** Ends what it asked the brokers; does not wait for them. */
  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
