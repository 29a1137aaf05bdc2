package dev.vigil.serdes.alert;

/** The resource that tells of an alert. */
public enum FhirAlertForm {
  /** A DetectedIssue: what was found. */
  DETECTED_ISSUE,
  /** A CommunicationRequest: that someone is to be told. */
  COMMUNICATION_REQUEST
}
