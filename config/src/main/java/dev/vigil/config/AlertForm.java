package dev.vigil.config;

/** A FHIR form in which alerts are written in addition to Avro. */
public enum AlertForm {
  /** None. */
  NONE,
  /** A DetectedIssue in a Bundle of type message. */
  DETECTED_ISSUE,
  /** A CommunicationRequest in a Bundle of type message. */
  COMMUNICATION_REQUEST
}
