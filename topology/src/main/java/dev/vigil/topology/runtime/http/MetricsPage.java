package dev.vigil.topology.runtime.http;

import dev.vigil.topology.runtime.metrics.InstanceMeters;
import org.jspecify.annotations.Nullable;

/** All metrics, in Prometheus' text or as OpenMetrics, as the reader accepts. */
public final class MetricsPage implements Page {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN_METRICS_TEXT = OPEN_METRICS + "; version=1.0.0; charset=utf-8";

  private final InstanceMeters meters;

  /** Answers with these. */
  public MetricsPage(InstanceMeters meters) {
    this.meters = meters;
  }

  @Override
  public Answer answer(@Nullable String accept) {
    String type = accept != null && accept.contains(OPEN_METRICS) ? OPEN_METRICS_TEXT : TEXT;
    return Answer.of(200, type, meters.scrape(type));
  }
}
