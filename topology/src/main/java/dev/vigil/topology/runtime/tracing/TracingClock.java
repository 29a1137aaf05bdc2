package dev.vigil.topology.runtime.tracing;

import io.opentelemetry.sdk.common.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The application's time as OpenTelemetry wants it. */
final class TracingClock implements Clock {
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  TracingClock(InstantSource clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  @Override
  public long now() {
    Instant now = clock.instant();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  @Override
  public long nanoTime() {
    return nanoTime.getAsLong();
  }
}
