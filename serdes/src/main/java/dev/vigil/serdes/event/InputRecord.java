package dev.vigil.serdes.event;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record as it came from an input topic, nothing decoded.
 *
 * @param topic input topic
 * @param partition input partition
 * @param offset input offset
 * @param timestamp log-append time, milliseconds since 1970 UTC
 * @param key raw key
 * @param value raw value
 * @param headers headers as received
 */
// The arrays are Kafka's own; copying a megabyte for each record would protect nobody.
@SuppressWarnings("ArrayRecordComponent")
public record InputRecord(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Headers headers) {}
