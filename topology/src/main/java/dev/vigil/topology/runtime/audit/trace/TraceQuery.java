package dev.vigil.topology.runtime.audit.trace;

import dev.vigil.avro.AuditRecord;
import dev.vigil.serdes.event.PatientKey;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is followed.
 *
 * @param kind by what
 * @param id of the event, request or alert; not empty
 * @param source of the event; null: whichever
 * @param patient whose records alone are looked at; null: everybody's
 * @param period when it was decided
 */
public record TraceQuery(
    Kind kind, String id, @Nullable String source, @Nullable PatientKey patient, Period period) {
  /** By what records are found. */
  public enum Kind {
    EVENT,
    REQUEST,
    ALERT
  }

  /** Whether a record is asked for. */
  boolean matches(AuditRecord record) {
    if (!isOfPatient(record)) {
      return false;
    }
    return switch (kind) {
      case EVENT ->
          id.equals(record.getEventId()) && (source == null || source.equals(record.getSource()));
      case REQUEST -> id.equals(record.getRequestId());
      case ALERT -> record.getAlerts().stream().anyMatch(alert -> alert.getAlertId().equals(id));
    };
  }

  /** False for a record that is known to be another patient's. */
  boolean isOfPatient(AuditRecord record) {
    if (patient == null || record.getPatientId() == null) {
      return true;
    }
    String tenant = record.getTenant() == null ? "" : record.getTenant();
    return patient.patientId().equals(record.getPatientId()) && patient.tenant().equals(tenant);
  }

  /** What stands in every record that matches. */
  byte[] trait() {
    return id.getBytes(StandardCharsets.UTF_8);
  }
}
