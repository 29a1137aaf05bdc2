package dev.vigil.serdes.alert;

/** Names that Vigil's FHIR messages define; deploy/fhir has the definitions. */
final class Canonical {
  private static final String BASE = "https://vigil.dev/fhir/";

  /** All that an alert says beyond FHIR's own elements. */
  static final String ALERT_EXTENSION = BASE + "StructureDefinition/critical-lab-alert";

  /** What became of an alert: the event of a message. */
  static final String ALERT_STATUS = BASE + "CodeSystem/alert-status";

  /** What an alert is about. */
  static final String ALERT_KIND = BASE + "CodeSystem/alert-kind";

  /** Why an alert was retracted. */
  static final String RETRACTION_REASON = BASE + "CodeSystem/retraction-reason";

  /** Identifiers of alerts: CriticalLabAlert.alertId. */
  static final String ALERT_ID = BASE + "sid/alert";

  private Canonical() {}
}
