package dev.vigil.topology.cli.explain;

import dev.vigil.serdes.fhir.FhirDateTime;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The instant that {@code --at} names. */
final class Moment {
  private Moment() {}

  /**
   * Reads the option.
   *
   * @param at as typed; null: now, to the second
   * @throws VigilException if it is no time
   */
  static Instant of(@Nullable String at, InstantSource clock) {
    if (at == null) {
      return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
    FhirDateTime time = FhirDateTime.parse(at);
    if (time == null) {
      throw new VigilException(
          ExitCode.USAGE,
          "--at %s is no time: give 2026-01-15T12:00:00Z or 2026-01-15".formatted(at),
          null);
    }
    return time.start();
  }
}
