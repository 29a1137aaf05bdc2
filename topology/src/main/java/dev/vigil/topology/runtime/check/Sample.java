package dev.vigil.topology.runtime.check;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * An event as a producer would send it.
 *
 * @param place where it comes from: a file, and where in it
 * @param value of the record; null: none
 * @param headers of the record
 */
// The array is handed on to the decoder; nobody writes to it.
@SuppressWarnings("ArrayRecordComponent")
public record Sample(String place, byte @Nullable [] value, Headers headers) {}
