package dev.vigil.topology.domain.alert;

import dev.vigil.topology.domain.lab.LabJudgement;
import java.time.Duration;
import java.time.Instant;

/** Whether a result came so late that nobody is to be paged for it. */
public final class Staleness {
  private Staleness() {}

  /**
   * Counts from the result's issue (else the specimen, else the event) to the moment it was
   * appended to the log, so that an outage of Vigil never makes a result stale. A time in the
   * future is fresh: a wrong clock must not silence a result.
   *
   * @param eventTime when the change happened at the source
   * @param appended original log-append time
   * @param staleAfter age from which on a result is stale
   */
  public static boolean isStale(
      LabJudgement result, Instant eventTime, Instant appended, Duration staleAfter) {
    Instant from = eventTime;
    if (result.issuedAt() != null) {
      from = result.issuedAt();
    } else if (result.specimenAt() != null) {
      from = result.specimenAt();
    }
    return Duration.between(from, appended).compareTo(staleAfter) > 0;
  }
}
