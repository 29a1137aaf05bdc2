package dev.vigil.demo.events;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record for the input topic.
 *
 * @param partition null: the one that belongs to the key
 * @param key null: none
 * @param value null: none
 */
@SuppressWarnings("ArrayRecordComponent")
public record InputEvent(
    @Nullable Integer partition, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {

  /** An event of a patient, in the partition where it belongs. */
  public static InputEvent of(String patientId, EventWriter.Written written) {
    return new InputEvent(
        null, patientId.getBytes(StandardCharsets.UTF_8), written.value(), written.headers());
  }
}
