package dev.vigil.topology.runtime.http;

import dev.vigil.config.VigilConfig;
import dev.vigil.topology.domain.budget.BudgetUse;
import dev.vigil.topology.domain.budget.FailureBudget;
import dev.vigil.topology.domain.health.InputLook;
import dev.vigil.topology.domain.health.Snapshot;
import dev.vigil.topology.domain.health.TaskLook;
import dev.vigil.topology.pipeline.Instruments;
import dev.vigil.topology.runtime.health.Health;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Everything that an operator asks an instance first, as JSON; never anything of a patient. */
public final class StatusPage {
  private final VigilConfig config;
  private final Map<String, String> build;
  private final Instant startedAt;
  private final Supplier<String> instance;
  private final Supplier<Snapshot> snapshots;
  private final Health health;
  private final FailureBudget budget;
  private final Supplier<String> profile;
  private final MeterRegistry meters;
  private final DeadLetterReport deadLetters;
  private final AlertReport alerts;
  private final TopicReport topics;

  /**
   * Answers from now on.
   *
   * @param build version and commit
   * @param instance what the instance is called
   * @param profile name, version and hash of the profile in force
   * @param instruments what measured the pipeline
   */
  public StatusPage(
      VigilConfig config,
      Map<String, String> build,
      Instant startedAt,
      Supplier<String> instance,
      Supplier<Snapshot> snapshots,
      Health health,
      FailureBudget budget,
      Supplier<String> profile,
      Instruments instruments) {
    this.config = config;
    this.build = build;
    this.startedAt = startedAt;
    this.instance = instance;
    this.snapshots = snapshots;
    this.health = health;
    this.budget = budget;
    this.profile = profile;
    this.meters = instruments.meters();
    this.deadLetters = new DeadLetterReport(meters);
    this.alerts = new AlertReport(meters, instruments.newestAlerts());
    this.topics = new TopicReport(config, meters);
  }

  /** The status by the newest look. */
  public Answer answer() {
    return Probes.json(200, report());
  }

  Map<String, Object> report() {
    Snapshot now = snapshots.get();
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("application", config.applicationId());
    status.put("instance", instance.get());
    status.putAll(build);
    status.put("startedAt", startedAt.toString());
    status.put("status", now.liveness().status().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    status.put("alive", now.liveness().isAlive());
    status.put("ready", now.isReady());
    status.put("reason", now.readiness());
    status.put("degraded", health.degraded());
    status.put("profile", profile.get());
    status.put("failureBudget", budget());
    status.put("outputs", outputs());
    status.put("reads", topics.reads());
    status.put("writes", topics.writes());
    status.put("waiting", now.look().waiting());
    status.put("tasks", tasks(now));
    status.put("restore", now.look().restore().isUnderWay() ? Probes.restore(now) : null);
    status.put("rebalances", now.look().rebalances());
    status.put("alerts", alerts.report());
    status.put("deadLetters", deadLetters.report());
    status.put("counted", counted());
    return status;
  }

  private Map<String, Object> budget() {
    BudgetUse use = budget.use();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("used", use.deadLetters());
    object.put("limit", budget.limits().deadLetters());
    object.put("level", use.level());
    object.put("spent", budget.isSpent());
    return object;
  }

  private List<Map<String, Object>> outputs() {
    List<Map<String, Object>> outputs = new ArrayList<>();
    config
        .outputs()
        .forEach(
            (name, output) -> {
              Map<String, Object> object = new LinkedHashMap<>();
              object.put("name", name);
              object.put("purpose", output.purpose());
              outputs.add(object);
            });
    outputs.sort(Comparator.comparing(output -> String.valueOf(output.get("name"))));
    return outputs;
  }

  private static List<Map<String, Object>> tasks(Snapshot now) {
    List<Map<String, Object>> tasks = new ArrayList<>();
    now.look().tasks().stream()
        .sorted(Comparator.comparingInt(TaskLook::partition))
        .forEach(
            task -> {
              Map<String, Object> object = new LinkedHashMap<>();
              object.put("partition", task.partition());
              object.put(
                  "state",
                  now.look().restore().partitions().contains(task.partition())
                      ? "restoring"
                      : "running");
              Map<String, Object> lag = new LinkedHashMap<>();
              task.inputs().stream()
                  .sorted(Comparator.comparing(InputLook::topic))
                  .forEach(
                      input -> lag.put(input.topic(), input.done() < 0 ? null : input.waiting()));
              object.put("lag", lag);
              tasks.add(object);
            });
    return tasks;
  }

  /** What the instance has counted since it started, by the names of its metrics. */
  private List<Map<String, Object>> counted() {
    List<Map<String, Object>> counters = new ArrayList<>();
    for (Meter meter : meters.getMeters()) {
      if (meter instanceof Counter counter && meter.getId().getName().startsWith("vigil.")) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", meter.getId().getName());
        Map<String, String> tags = new LinkedHashMap<>();
        for (Tag tag : meter.getId().getTags()) {
          tags.put(tag.getKey(), tag.getValue());
        }
        object.put("tags", tags);
        object.put("count", Math.round(counter.count()));
        counters.add(object);
      }
    }
    counters.sort(Comparator.comparing(counter -> "" + counter.get("name") + counter.get("tags")));
    return counters;
  }
}
