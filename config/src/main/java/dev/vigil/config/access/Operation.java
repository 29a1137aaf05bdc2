package dev.vigil.config.access;

/** What may be done to a resource, by Kafka's names. */
public enum Operation {
  READ("Read"),
  WRITE("Write"),
  CREATE("Create"),
  DELETE("Delete"),
  DESCRIBE("Describe"),
  DESCRIBE_CONFIGS("DescribeConfigs");

  private final String kafkaName;

  Operation(String kafkaName) {
    this.kafkaName = kafkaName;
  }

  /** As {@code kafka-acls.sh --operation} takes it. */
  public String kafkaName() {
    return kafkaName;
  }

  /** Whether who may do this may also describe the resource; so Kafka's own authorizer has it. */
  public boolean impliesDescribe() {
    return this == READ || this == WRITE || this == DELETE;
  }
}
