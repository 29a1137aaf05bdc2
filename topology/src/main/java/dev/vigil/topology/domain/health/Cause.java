package dev.vigil.topology.domain.health;

/**
 * What can be wrong with an instance's pace; the codes are a contract with whoever alerts on them.
 */
public enum Cause {
  /** Records wait too long, whatever the cause. */
  LAG("lag"),
  /** Nothing moves: the instance is not alive. */
  STUCK("stuck"),
  /** One key has much of a partition that is behind. */
  HOT_KEY("hot-key"),
  /** One partition has most of what waits. */
  HOT_PARTITION("hot-partition"),
  /** Threads wait for the disk of the state directory. */
  DISK("disk"),
  /** The brokers do not answer, or slowly. */
  BROKERS("brokers"),
  /** Threads wait for the schema registry. */
  REGISTRY("registry"),
  /** State is read from changelogs before its partitions can be processed. */
  RESTORING("restoring"),
  /** Partitions are handed out over and over. */
  REBALANCING("rebalancing"),
  /** There is more to do than this instance can. */
  CAPACITY("capacity");

  private final String code;

  Cause(String code) {
    this.code = code;
  }

  /** Name of the condition in the health report. */
  public String code() {
    return code;
  }
}
