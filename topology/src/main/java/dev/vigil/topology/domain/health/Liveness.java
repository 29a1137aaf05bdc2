package dev.vigil.topology.domain.health;

/**
 * Whether a restart is what an instance needs.
 *
 * @param status what it is at
 * @param reason for an operator, without patient data
 */
public record Liveness(Status status, String reason) {
  /** What an instance is at; a restart helps with the last two only. */
  public enum Status {
    /** Not looked at yet. */
    STARTING,
    /** Nothing waits. */
    IDLE,
    /** Records wait, and are processed. */
    WORKING,
    /** State is restored, and comes nearer to its end. */
    RESTORING,
    /** The brokers do not answer, or a thread waits for them: a restart would only cost time. */
    BROKERS_AWAY,
    /** Records wait, or state is to be restored, and nothing has moved for too long. */
    STUCK,
    /** The stream has ended. */
    STOPPED
  }

  /** Whether the instance is to be left alone. */
  public boolean isAlive() {
    return status != Status.STUCK && status != Status.STOPPED;
  }
}
