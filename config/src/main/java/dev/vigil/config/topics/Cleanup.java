package dev.vigil.config.topics;

/** How old records leave a topic. */
public enum Cleanup {
  /** By age. */
  DELETE("delete"),
  /** When a newer one has the same key. */
  COMPACT("compact"),
  /** Both. */
  COMPACT_DELETE("compact,delete");

  private final String policy;

  Cleanup(String policy) {
    this.policy = policy;
  }

  /** The value of Kafka's cleanup.policy. */
  public String policy() {
    return policy;
  }
}
