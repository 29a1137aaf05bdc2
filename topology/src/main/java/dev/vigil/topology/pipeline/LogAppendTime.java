package dev.vigil.topology.pipeline;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The time the broker appended a record. A record without one, which only a topic with other
 * settings can hold, gets the partition's: Kafka's own extractors would stop the thread or drop it.
 */
public final class LogAppendTime implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return record.timestamp() >= 0 ? record.timestamp() : Math.max(0, partitionTime);
  }
}
