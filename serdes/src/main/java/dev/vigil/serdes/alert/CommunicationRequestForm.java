package dev.vigil.serdes.alert;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import java.time.Instant;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationPriority;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/** An alert as a CommunicationRequest: the same over the alert's life, a version per revision. */
final class CommunicationRequestForm {
  private static final String CATEGORY =
      "http://terminology.hl7.org/CodeSystem/communication-category";

  private CommunicationRequestForm() {}

  static CommunicationRequest of(CriticalLabAlert alert, Instant at, Reference vigil) {
    boolean retracted = alert.getStatus() == AlertStatus.RETRACTED;
    Reference observation = FhirValues.resource("Observation", alert.getObservationId());
    CommunicationRequest request = new CommunicationRequest();
    request.addIdentifier().setSystem(Canonical.ALERT_ID).setValue(alert.getAlertId());
    request.setStatus(
        retracted ? CommunicationRequestStatus.REVOKED : CommunicationRequestStatus.ACTIVE);
    String because = FhirValues.text(alert.getRetractedBecause());
    if (retracted && because != null) {
      request.setStatusReason(concept(Canonical.RETRACTION_REASON, because));
    }
    request.addCategory(concept(CATEGORY, "alert"));
    request.setPriority(
        alert.getPage() ? CommunicationPriority.STAT : CommunicationPriority.ROUTINE);
    request.setSubject(FhirValues.resource("Patient", alert.getPatientId()));
    request.addAbout(observation);
    request.setEncounter(FhirValues.received(alert.getEncounter(), AlertExtension.ENCOUNTERS));
    payload(request, alert.getDisplay());
    payload(request, AlertTexts.what(alert));
    payload(request, alert.getProfileNotice());
    request.addPayload().setContent(observation.copy());
    times(request, at, alert.getAcknowledgeBy());
    request.setRequester(vigil);
    request.addReasonCode(AlertTexts.kind());
    if (!alert.getAnalyte().isBlank()) {
      request.addReasonCode(FhirValues.loinc(alert.getLoinc(), alert.getAnalyte()));
    }
    request.addReasonReference(observation.copy());
    return request;
  }

  private static void payload(CommunicationRequest request, @Nullable String line) {
    String text = FhirValues.text(line);
    if (text != null) {
      request.addPayload().setContent(new StringType(text));
    }
  }

  /** To be told from now on, and acknowledged until it is escalated. */
  private static void times(CommunicationRequest request, Instant at, @Nullable Instant until) {
    InstantType start = FhirValues.instant(at);
    InstantType end = FhirValues.instant(until);
    Period occurrence = new Period();
    if (start != null) {
      DateTimeType authored = new DateTimeType(start.getValueAsString());
      request.setAuthoredOnElement(authored);
      occurrence.setStartElement(authored.copy());
    }
    if (end != null && !(until != null && until.isBefore(at))) {
      occurrence.setEndElement(new DateTimeType(end.getValueAsString()));
    }
    request.setOccurrence(occurrence.isEmpty() ? null : occurrence);
  }

  private static CodeableConcept concept(String system, String code) {
    CodeableConcept concept = new CodeableConcept();
    concept.addCoding().setSystem(system).setCode(code);
    return concept;
  }
}
