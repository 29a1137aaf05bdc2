package dev.vigil.topology.runtime.http;

import dev.vigil.serdes.event.DeadLetterReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The dead letters that an instance counted, by reason, and what to do about each. */
final class DeadLetterReport {
  private static final String COMMAND = "deploy/vigil dlq ";
  private static final String SETTINGS = " -c vigil.properties";

  private final MeterRegistry meters;

  DeadLetterReport(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Reasons that were met, the most frequent first. */
  List<Map<String, Object>> report() {
    record Counted(DeadLetterReason reason, long count) {}

    List<Counted> counted = new ArrayList<>();
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      Counter counter =
          meters
              .find("vigil.records")
              .tags("outcome", "dead-lettered", "reason", reason.code())
              .counter();
      if (counter != null) {
        counted.add(new Counted(reason, Math.round(counter.count())));
      }
    }
    return counted.stream()
        .sorted(Comparator.comparingLong(Counted::count).reversed())
        .map(one -> report(one.reason(), one.count()))
        .toList();
  }

  private static Map<String, Object> report(DeadLetterReason reason, long count) {
    String filter = " --reason " + reason.code() + SETTINGS;
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("reason", reason.code());
    object.put("category", reason.category().code());
    object.put("count", count);
    object.put("cause", reason.cause());
    object.put("remedy", reason.remedy());
    object.put("list", COMMAND + "list" + filter);
    // Never offered where it must fail again, or would deliver a result of another patient.
    object.put("replay", reason.isMendedByReplay() ? COMMAND + "replay" + filter : null);
    return object;
  }
}
