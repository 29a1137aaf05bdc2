package dev.vigil.topology.runtime.metrics;

import dev.vigil.topology.domain.health.Cause;
import dev.vigil.topology.domain.health.InputLook;
import dev.vigil.topology.domain.health.Snapshot;
import dev.vigil.topology.domain.health.TaskLook;
import dev.vigil.topology.runtime.health.Health;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.streams.KafkaStreams;

/** What an instance tells of its stream: what waits, what is restored, whether it is well. */
final class StreamMeters {
  private final KafkaStreams streams;
  private final Supplier<Snapshot> snapshots;
  private final Health health;
  private final MultiGauge lag;
  private final MultiGauge conditions;
  private final MultiGauge tasks;

  StreamMeters(
      MeterRegistry registry, KafkaStreams streams, Supplier<Snapshot> snapshots, Health health) {
    this.streams = streams;
    this.snapshots = snapshots;
    this.health = health;
    this.lag =
        MultiGauge.builder("vigil.lag")
            .description("Records of an input that are in the log and not processed, by partition")
            .baseUnit("records")
            .register(registry);
    this.conditions =
        MultiGauge.builder("vigil.health.degraded")
            .description("1 if a condition of the health report needs a person")
            .register(registry);
    this.tasks =
        MultiGauge.builder("vigil.tasks")
            .description("Partitions that are processed here (active) or kept warm (standby)")
            .register(registry);
    gauge(
        registry,
        "vigil.alive",
        "0 if the instance needs a restart",
        one -> one.liveness().isAlive() ? 1 : 0);
    gauge(
        registry,
        "vigil.ready",
        "1 if every partition of the instance is processed",
        one -> one.isReady() ? 1 : 0);
    gauge(
        registry,
        "vigil.restore.remaining",
        "Records of changelogs to be restored before their partitions are processed",
        one -> one.look().restore().total() - one.look().restore().restored());
    gauge(
        registry,
        "vigil.restore.partitions",
        "Partitions that wait for their state to be restored",
        one -> one.look().restore().partitions().size());
    FunctionCounter.builder(
            "vigil.rebalances", snapshots, supplier -> supplier.get().look().rebalances())
        .description("How often partitions were handed out")
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry, String name, String description, ToDoubleFunction<Snapshot> value) {
    Gauge.builder(name, snapshots, supplier -> value.applyAsDouble(supplier.get()))
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /** Brings rows up to date that come and go with partitions. */
  void refresh() {
    List<Row<?>> waiting = new ArrayList<>();
    for (TaskLook task : snapshots.get().look().tasks()) {
      for (InputLook input : task.inputs()) {
        waiting.add(
            Row.of(
                Tags.of("topic", input.topic(), "partition", Integer.toString(task.partition())),
                input.waiting()));
      }
    }
    lag.register(waiting, true);
    Map<String, String> degraded = health.degraded();
    Set<String> known = new TreeSet<>(Set.of(Health.PROFILE, Health.FAILURE_BUDGET, Health.LOOK));
    for (Cause cause : Cause.values()) {
      known.add(cause.code());
    }
    known.addAll(degraded.keySet());
    List<Row<?>> rows = new ArrayList<>();
    for (String condition : known) {
      rows.add(Row.of(Tags.of("condition", condition), degraded.containsKey(condition) ? 1 : 0));
    }
    conditions.register(rows, true);
    int active = 0;
    int standby = 0;
    for (var thread : streams.metadataForLocalThreads()) {
      active += thread.activeTasks().size();
      standby += thread.standbyTasks().size();
    }
    tasks.register(
        List.of(
            Row.of(Tags.of("state", "active"), active),
            Row.of(Tags.of("state", "standby"), standby)),
        true);
  }
}
