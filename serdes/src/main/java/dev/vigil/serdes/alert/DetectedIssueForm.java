package dev.vigil.serdes.alert;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import java.time.Instant;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DetectedIssue;
import org.hl7.fhir.r4.model.DetectedIssue.DetectedIssueEvidenceComponent;
import org.hl7.fhir.r4.model.DetectedIssue.DetectedIssueSeverity;
import org.hl7.fhir.r4.model.DetectedIssue.DetectedIssueStatus;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Reference;

/** An alert as a DetectedIssue: the same resource over the alert's life, a version per revision. */
final class DetectedIssueForm {
  private DetectedIssueForm() {}

  static DetectedIssue of(CriticalLabAlert alert, Instant at, Reference vigil) {
    Reference observation = FhirValues.resource("Observation", alert.getObservationId());
    DetectedIssue issue = new DetectedIssue();
    issue.addIdentifier().setSystem(Canonical.ALERT_ID).setValue(alert.getAlertId());
    issue.setStatus(status(alert));
    issue.setCode(AlertTexts.kind());
    // "May be life-threatening": what a critical value is.
    issue.setSeverity(DetectedIssueSeverity.HIGH);
    issue.setPatient(FhirValues.resource("Patient", alert.getPatientId()));
    InstantType identified = FhirValues.instant(at);
    if (identified != null) {
      issue.setIdentified(new DateTimeType(identified.getValueAsString()));
    }
    issue.setAuthor(vigil);
    issue.addImplicated(observation);
    DetectedIssueEvidenceComponent evidence = issue.addEvidence();
    if (!alert.getAnalyte().isBlank()) {
      evidence.addCode(FhirValues.loinc(alert.getLoinc(), alert.getAnalyte()));
    }
    evidence.addDetail(observation.copy());
    issue.setDetail(FhirValues.text(alert.getDisplay()));
    return issue;
  }

  /** A retracted alert "should never have existed", though decisions may be based on it. */
  private static DetectedIssueStatus status(CriticalLabAlert alert) {
    if (alert.getStatus() == AlertStatus.RETRACTED) {
      return DetectedIssueStatus.ENTEREDINERROR;
    }
    if (alert.getPreliminary()) {
      return DetectedIssueStatus.PRELIMINARY;
    }
    return alert.getStatus() == AlertStatus.UPDATED
        ? DetectedIssueStatus.AMENDED
        : DetectedIssueStatus.FINAL;
  }
}
