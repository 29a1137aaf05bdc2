package dev.vigil.serdes.event;

import org.jspecify.annotations.Nullable;

/**
 * A valid {@code AlertAck}: somebody acknowledged an alert.
 *
 * @param alertId the alert
 * @param revision newest revision that was seen; null: not told
 * @param tenant tenant of the patient; empty for none
 * @param patientId logical id of the patient
 * @param by who acknowledged, as the notification service names them
 * @param readBack whether the value was read back
 * @param sentAt log-append time of the record, or of the one it is a replay of, milliseconds since
 *     1970 UTC
 * @param trace the notification service's trace; null: it told none
 */
public record Acknowledgement(
    String alertId,
    @Nullable Integer revision,
    String tenant,
    String patientId,
    String by,
    boolean readBack,
    long sentAt,
    @Nullable TraceContext trace)
    implements Decoded {
  @Override
  public EventForm form() {
    return EventForm.AVRO;
  }
}
