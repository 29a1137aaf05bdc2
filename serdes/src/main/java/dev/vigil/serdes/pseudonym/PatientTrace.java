package dev.vigil.serdes.pseudonym;

/** Whether a text that would stay as it is tells the patient's id. */
final class PatientTrace {
  /** A shorter id stands in too many innocent texts, as the 1 in 2823-1. */
  private static final int DISTINCTIVE = 6;

  private final String patientId;
  private final boolean distinctive;

  PatientTrace(String patientId) {
    this.patientId = patientId;
    this.distinctive = patientId.length() >= DISTINCTIVE;
  }

  boolean isIn(String text) {
    return distinctive ? text.contains(patientId) : text.equals(patientId);
  }
}
