package dev.vigil.topology.pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * What measures a pipeline.
 *
 * @param meters where it counts
 * @param inFlight learns what is written
 * @param newestAlerts learns which alerts were written
 */
public record Instruments(MeterRegistry meters, InFlight inFlight, NewestAlerts newestAlerts) {
  /** For a pipeline that is only looked at. */
  public static Instruments unread() {
    return new Instruments(new SimpleMeterRegistry(), InFlight.UNTIMED, new NewestAlerts());
  }
}
