package dev.vigil.topology.runtime.audit.verify;

import org.apache.kafka.common.TopicPartition;

/** Coordinates of a record. */
public record Place(String topic, int partition, long offset) {
  static Place of(TopicPartition partition, long offset) {
    return new Place(partition.topic(), partition.partition(), offset);
  }

  /** For example {@code fhir.events-3@1024}. */
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
