package dev.vigil.fault.ledger;

import java.util.Locale;

/** Types of FHIR resources that events are about. */
public enum Kind {
  PATIENT("Patient", ""),
  CONSENT("Consent", "-c"),
  OBSERVATION("Observation", "-o");

  private final String fhir;
  private final String infix;

  Kind(String fhir, String infix) {
    this.fhir = fhir;
    this.infix = infix;
  }

  /** The FHIR type. */
  public String fhir() {
    return fhir;
  }

  /** Id of a patient's resource; a Patient has that of the patient. */
  String id(String patientId, int resource) {
    return this == PATIENT ? patientId : patientId + infix + resource;
  }

  /** What event types begin with. */
  String eventPrefix() {
    return fhir.toLowerCase(Locale.ROOT) + ".";
  }
}
