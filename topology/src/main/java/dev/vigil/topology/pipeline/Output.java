package dev.vigil.topology.pipeline;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record that is ready to be written.
 *
 * @param sink which output, one of {@link Sinks}
 * @param key raw key
 * @param value raw value
 * @param headers its headers
 * @param partition the partition it belongs to; null: by key
 */
// The arrays are handed on to the producer, not kept.
@SuppressWarnings("ArrayRecordComponent")
record Output(
    String sink,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Headers headers,
    @Nullable Integer partition) {

  /** What Kafka adds to a record's own bytes at most, batch included. */
  private static final int OVERHEAD_BYTES = 512;

  /** Upper bound of the size that the broker compares with its limit. */
  long size() {
    long size = OVERHEAD_BYTES + length(key) + length(value);
    for (Header header : headers) {
      size += 10 + 3L * header.key().length() + length(header.value());
    }
    return size;
  }

  private static long length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
