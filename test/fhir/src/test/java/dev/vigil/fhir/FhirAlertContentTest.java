package dev.vigil.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.parser.IParser;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.serdes.alert.FhirAlertForm;
import dev.vigil.serdes.alert.FhirAlertWriter;
import dev.vigil.serdes.fhir.Hapi;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.DetectedIssue;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a receiver of the FHIR form learns of an alert. */
class FhirAlertContentTest {
  private static final String EXTENSION =
      "https://vigil.dev/fhir/StructureDefinition/critical-lab-alert";

  /** Fields of the alert that are FHIR elements in both forms. */
  private static final Set<String> ELEMENTS =
      Set.of(
          "alertId",
          "patientId",
          "observationId",
          "loinc",
          "analyte",
          "display",
          "at",
          // Parts of quantities
          "comparator",
          "unit",
          "normalizedUnit",
          "limitOperator",
          // Under FHIR's names
          "standingMs",
          "remarks");

  @ParameterizedTest
  @CsvSource({
    "raised, raised, final, active, stat",
    "preliminary, raised, preliminary, active, stat",
    "updated, updated, amended, active, stat",
    "confirms a preliminary one, updated, amended, active, routine",
    "repeat, raised, final, active, routine",
    "escalated, escalated, final, active, stat",
    "retracted: corrected, retracted, entered-in-error, revoked, stat",
    "retracted: deleted, retracted, entered-in-error, revoked, stat",
    "'retracted, content withheld', retracted, entered-in-error, revoked, stat",
  })
  void eventStatusAndPrioritySayWhatToDo(
      String kind, String event, String issueStatus, String requestStatus, String priority) {
    CriticalLabAlert alert = Objects.requireNonNull(SampleAlerts.all().get(kind));

    Bundle issueMessage = message(FhirAlertForm.DETECTED_ISSUE, alert);
    assertThat(header(issueMessage).getEventCoding().getCode()).isEqualTo(event);
    assertThat(((DetectedIssue) told(issueMessage)).getStatus().toCode()).isEqualTo(issueStatus);
    CommunicationRequest request =
        (CommunicationRequest) told(message(FhirAlertForm.COMMUNICATION_REQUEST, alert));
    assertThat(request.getStatus().toCode()).isEqualTo(requestStatus);
    assertThat(request.getPriority().toCode()).isEqualTo(priority);
  }

  @Test
  void aDetectedIssueNamesPatientResultAndSeverity() {
    DetectedIssue issue =
        (DetectedIssue) told(message(FhirAlertForm.DETECTED_ISSUE, SampleAlerts.potassium()));

    assertThat(issue.getPatient().getReference()).isEqualTo("Patient/p1");
    assertThat(issue.getImplicatedFirstRep().getReference()).isEqualTo("Observation/o1");
    assertThat(issue.getEvidenceFirstRep().getCodeFirstRep().getCodingFirstRep().getCode())
        .isEqualTo("2823-3");
    assertThat(issue.getSeverity().toCode()).isEqualTo("high");
    assertThat(issue.getDetail()).isEqualTo("Potassium 7.10 mmol/L high");
    assertThat(issue.getText().getDivAsString())
        .contains("Potassium 7.10 mmol/L high", "result final", "Example limits")
        .contains("critical if &gt; 6.2 mmol/L");
  }

  @Test
  void aCommunicationRequestSaysWhatToTellAndUntilWhen() {
    CommunicationRequest request =
        (CommunicationRequest)
            told(message(FhirAlertForm.COMMUNICATION_REQUEST, SampleAlerts.potassium()));

    assertThat(request.getSubject().getReference()).isEqualTo("Patient/p1");
    assertThat(request.getEncounter().getReference()).isEqualTo("Encounter/e1");
    assertThat(request.getAboutFirstRep().getReference()).isEqualTo("Observation/o1");
    assertThat(request.getPayloadFirstRep().getContentStringType().getValue())
        .isEqualTo("Potassium 7.10 mmol/L high");
    assertThat(request.getOccurrencePeriod().getEndElement().getValueAsString())
        .isEqualTo("2026-03-01T12:15:00.123Z");
  }

  @Test
  void numbersKeepTheirPrecisionAndTheLimitItsOperator() {
    Extension extension = extension(SampleAlerts.potassium());
    Quantity value = (Quantity) part(extension, "value").getValue();
    Quantity limit = (Quantity) part(extension, "limit").getValue();

    assertThat(value.getValueElement().getValueAsString()).isEqualTo("7.10");
    assertThat(limit.getValue()).isEqualByComparingTo("6.2");
    assertThat(limit.getComparator().toCode()).isEqualTo(">");
    assertThat(limit.getCode()).isEqualTo("mmol/L");
  }

  @Test
  void whatIsWithheldIsNowhere() {
    for (FhirAlertForm form : FhirAlertForm.values()) {
      Bundle message = message(form, SampleAlerts.withheld());

      assertThat(json(form, SampleAlerts.withheld()))
          .doesNotContainIgnoringCase("potassium")
          .doesNotContain("7.1", "6.2", "mmol", "2823-3", "Encounter/", "Organization/");
      assertThat(told(message).getMeta().getSecurityFirstRep().getCode()).isEqualTo("REDACTED");
    }
  }

  @Test
  void breakGlassIsASecurityLabel() {
    CriticalLabAlert alert = Objects.requireNonNull(SampleAlerts.all().get("break-glass"));

    assertThat(
            told(message(FhirAlertForm.DETECTED_ISSUE, alert))
                .getMeta()
                .getSecurityFirstRep()
                .getCode())
        .isEqualTo("BTG");
  }

  /** So that a receiver can store it by id and version, and a second delivery changes nothing. */
  @ParameterizedTest
  @EnumSource(FhirAlertForm.class)
  void theSameRecordIsTheSameMessageAndARevisionIsAVersion(FhirAlertForm form) {
    assertThat(json(form, SampleAlerts.potassium()))
        .isEqualTo(json(form, SampleAlerts.potassium()));

    Bundle first = message(form, SampleAlerts.potassium());
    Bundle second = message(form, SampleAlerts.changed(alert -> alert.setRevision(2)));
    assertThat(second.getIdElement().getIdPart()).isNotEqualTo(first.getIdElement().getIdPart());
    assertThat(told(second).getIdElement().getIdPart())
        .isEqualTo(told(first).getIdElement().getIdPart())
        .isEqualTo(SampleAlerts.potassium().getAlertId());
    assertThat(told(second).getMeta().getVersionId()).isEqualTo("2");
    assertThat(header(second).getFocusFirstRep().getReference())
        .isEqualTo(second.getEntry().get(1).getFullUrl());
  }

  /** The smallest record that can be configured takes any message, whatever names come. */
  @Test
  void hugeNamesMakeNoHugeMessage() {
    CriticalLabAlert hostile = Objects.requireNonNull(SampleAlerts.all().get("hostile texts"));
    for (FhirAlertForm form : FhirAlertForm.values()) {
      assertThat(json(form, hostile).getBytes(UTF_8)).hasSizeLessThan(64 * 1024);
    }
  }

  /** A field that is added to the alert must not be forgotten here. */
  @Test
  void everyFieldOfAnAlertHasAPlace() {
    StructureDefinition definition =
        FhirRules.definitions().stream()
            .filter(StructureDefinition.class::isInstance)
            .map(StructureDefinition.class::cast)
            .findFirst()
            .orElseThrow();
    List<String> parts =
        definition.getDifferential().getElement().stream()
            .filter(element -> element.getPath().equals("Extension.extension"))
            .map(ElementDefinition::getSliceName)
            .filter(Objects::nonNull)
            .toList();
    List<String> missing = new ArrayList<>();
    for (Schema.Field field : CriticalLabAlert.getClassSchema().getFields()) {
      if (!parts.contains(field.name()) && !ELEMENTS.contains(field.name())) {
        missing.add(field.name());
      }
    }
    assertThat(missing).as("map these, or name their place in ELEMENTS").isEmpty();
  }

  private static String json(FhirAlertForm form, CriticalLabAlert alert) {
    return new String(new FhirAlertWriter(form, "0.1.0", "vigil").write(alert), UTF_8);
  }

  private static Bundle message(FhirAlertForm form, CriticalLabAlert alert) {
    IParser parser = Hapi.r4().newJsonParser();
    parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
    return parser.parseResource(Bundle.class, json(form, alert));
  }

  private static MessageHeader header(Bundle message) {
    return (MessageHeader) message.getEntryFirstRep().getResource();
  }

  private static DomainResource told(Bundle message) {
    return (DomainResource) message.getEntry().get(1).getResource();
  }

  private static Extension extension(CriticalLabAlert alert) {
    return told(message(FhirAlertForm.DETECTED_ISSUE, alert)).getExtensionByUrl(EXTENSION);
  }

  private static Extension part(Extension extension, String name) {
    return Objects.requireNonNull(extension.getExtensionByUrl(name), name);
  }
}
