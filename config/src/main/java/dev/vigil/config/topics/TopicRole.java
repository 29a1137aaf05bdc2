package dev.vigil.config.topics;

/** What Vigil does with a topic. */
public enum TopicRole {
  /** Reads it. */
  INPUT,
  /** Every instance reads all of it: what all records are judged by, or whether it may start. */
  REFERENCE,
  /** Writes it for others. */
  OUTPUT,
  /** Keeps its state in it; Kafka Streams creates it. */
  INTERNAL
}
