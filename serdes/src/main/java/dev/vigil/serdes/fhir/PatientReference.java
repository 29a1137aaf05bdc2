package dev.vigil.serdes.fhir;

import org.jspecify.annotations.Nullable;

/** A literal reference that may be to a Patient. */
public final class PatientReference {
  private static final String PATIENT = "Patient/";

  private PatientReference() {}

  /** The id in a relative, absolute or versioned reference to a Patient; null if it is none. */
  public static @Nullable String idIn(String reference) {
    int start =
        reference.startsWith(PATIENT)
            ? PATIENT.length()
            : reference.lastIndexOf("/" + PATIENT) + PATIENT.length() + 1;
    if (start == PATIENT.length() && !reference.startsWith(PATIENT)) {
      return null;
    }
    int end = reference.indexOf('/', start);
    return end < 0 ? reference.substring(start) : reference.substring(start, end);
  }
}
