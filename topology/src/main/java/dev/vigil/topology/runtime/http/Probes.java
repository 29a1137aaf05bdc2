package dev.vigil.topology.runtime.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.topology.domain.health.RestoreLook;
import dev.vigil.topology.domain.health.Snapshot;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What an orchestrator asks: whether to restart an instance, and whether the next may be stopped. A
 * rebalance and a restore are neither dead nor, the latter, ready.
 */
public final class Probes {
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Supplier<Snapshot> snapshots;

  /** Answers by the newest look. */
  public Probes(Supplier<Snapshot> snapshots) {
    this.snapshots = snapshots;
  }

  /** 503 if a restart is needed. */
  public Answer live() {
    Snapshot now = snapshots.get();
    boolean alive = now.liveness().isAlive();
    return answer(alive, "alive", now, now.liveness().reason());
  }

  /** 503 while not everything that the instance was given is processed. */
  public Answer ready() {
    Snapshot now = snapshots.get();
    return answer(now.isReady(), "ready", now, now.readiness());
  }

  private static Answer answer(boolean is, String name, Snapshot now, String reason) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(name, is);
    object.put("status", now.liveness().status().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    object.put("reason", reason);
    RestoreLook restore = now.look().restore();
    if (restore.isUnderWay()) {
      object.put("restore", restore(now));
    }
    return json(is ? OK : UNAVAILABLE, object);
  }

  /** How far a restore is, for programs. */
  static Map<String, Object> restore(Snapshot now) {
    RestoreLook restore = now.look().restore();
    double left = now.restoreSecondsLeft();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("percent", restore.percent());
    object.put("partitions", restore.partitions().stream().sorted().toList());
    object.put("changelogs", restore.changelogs());
    object.put("restored", restore.restored());
    object.put("total", restore.total());
    object.put("secondsLeft", Double.isNaN(left) ? null : Math.round(left));
    return object;
  }

  static Answer json(int status, Map<String, ?> object) {
    try {
      return Answer.of(status, Answer.JSON, MAPPER.writeValueAsString(object) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer that JSON cannot hold", e);
    }
  }
}
