package dev.vigil.config.access;

/**
 * What something is done to.
 *
 * @param kind of resource
 * @param name full name, or what the names begin with
 * @param prefixed whether all resources are meant whose names begin so
 */
public record Resource(Kind kind, String name, boolean prefixed) {

  /** The kinds of resource that Vigil uses. */
  public enum Kind {
    TOPIC("topic"),
    GROUP("group"),
    TRANSACTIONAL_ID("transactional-id");

    private final String kafkaName;

    Kind(String kafkaName) {
      this.kafkaName = kafkaName;
    }

    /** As the options of {@code kafka-acls.sh} name it. */
    public String kafkaName() {
      return kafkaName;
    }
  }

  static Resource topic(String name) {
    return new Resource(Kind.TOPIC, name, false);
  }

  static Resource group(String name) {
    return new Resource(Kind.GROUP, name, false);
  }

  static Resource transactionalId(String name) {
    return new Resource(Kind.TRANSACTIONAL_ID, name, false);
  }

  static Resource transactionalIdsFrom(String prefix) {
    return new Resource(Kind.TRANSACTIONAL_ID, prefix, true);
  }

  @Override
  public String toString() {
    return kind.kafkaName() + " " + name + (prefixed ? "*" : "");
  }
}
