package dev.vigil.serdes.event;

import dev.vigil.serdes.fhir.Utf8;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whom a record is about, as its key says: {@code patientId}, or {@code tenant|patientId}.
 *
 * @param tenant tenant; empty for none
 * @param patientId logical id of the patient
 */
public record PatientKey(String tenant, String patientId) {

  /**
   * The record key.
   *
   * @param tenants whether record keys start with the tenant
   */
  public byte[] toBytes(boolean tenants) {
    String text = tenants && !tenant.isEmpty() ? tenant + "|" + patientId : patientId;
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a record key; null if no valid event can have it. */
  public static @Nullable PatientKey parse(byte[] key, boolean tenants) {
    String text = Utf8.decode(key);
    if (text == null || text.isEmpty()) {
      return null;
    }
    // With tenants, a patientId has no separator.
    int separator = tenants ? text.lastIndexOf('|') : -1;
    if (separator < 0) {
      return new PatientKey("", text);
    }
    return separator == 0 || separator == text.length() - 1
        ? null
        : new PatientKey(text.substring(0, separator), text.substring(separator + 1));
  }
}
