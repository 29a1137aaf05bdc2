package dev.vigil.topology.domain.health;

/**
 * An instance at one moment, and what that means.
 *
 * @param look what was found
 * @param liveness whether a restart is needed
 * @param hasRun whether it has processed, or could have, since it started
 * @param restoreRate records of changelogs that are restored in a second, lately
 */
public record Snapshot(Look look, Liveness liveness, boolean hasRun, double restoreRate) {
  /** Whether everything that was handed to the instance is being processed. */
  public boolean isReady() {
    return switch (liveness.status()) {
      case IDLE, WORKING -> hasRun;
      case STARTING, RESTORING, BROKERS_AWAY, STUCK, STOPPED -> false;
    };
  }

  /** For an operator: what an instance that is not ready waits for. */
  public String readiness() {
    if (isReady()) {
      return "every partition of this instance is processed";
    }
    if (liveness.status() == Liveness.Status.RESTORING) {
      return liveness.reason()
          + (restoreRate > 0 ? ", about " + Spans.about(restoreSecondsLeft()) + " more" : "");
    }
    return hasRun || !liveness.isAlive()
        ? liveness.reason()
        : "partitions are being handed out, for the first time";
  }

  /** Seconds that the restore still takes at its present rate; NaN: not known. */
  public double restoreSecondsLeft() {
    RestoreLook restore = look.restore();
    return restoreRate > 0 ? (restore.total() - restore.restored()) / restoreRate : Double.NaN;
  }
}
