package dev.vigil.config.topics;

/** What Vigil does with a topic. */
public enum TopicRole {
  /** Reads it. */
  INPUT,
  /** Writes it for others. */
  OUTPUT,
  /** Keeps its state in it; Kafka Streams creates it. */
  INTERNAL
}
