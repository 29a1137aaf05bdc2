package dev.vigil.topology.runtime.http;

import dev.vigil.topology.pipeline.NewestAlerts;
import dev.vigil.topology.pipeline.NewestAlerts.Masked;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an instance tells of its alerts: nothing that says whose they are, and no value. */
final class AlertReport {
  private final MeterRegistry meters;
  private final NewestAlerts newest;

  AlertReport(MeterRegistry meters, NewestAlerts newest) {
    this.meters = meters;
    this.newest = newest;
  }

  Map<String, Object> report() {
    Map<String, Object> object = new LinkedHashMap<>();
    Gauge unacknowledged = meters.find("vigil.alerts.unacknowledged").gauge();
    object.put(
        "unacknowledged", unacknowledged == null ? null : Math.round(unacknowledged.value()));
    object.put("newest", newest.newest().stream().map(AlertReport::report).toList());
    return object;
  }

  private static Map<String, Object> report(Masked alert) {
    Duration latency = alert.latency();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("writtenAt", alert.writtenAt().toString());
    object.put("alert", alert.alert());
    object.put("revision", alert.revision());
    object.put("patient", alert.patient());
    object.put("analyte", alert.analyte());
    object.put("status", alert.status());
    object.put("direction", alert.direction());
    object.put("page", alert.page());
    object.put("latencyMs", latency == null ? null : latency.toMillis());
    object.put("partition", alert.partition());
    return object;
  }
}
