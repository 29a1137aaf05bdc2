package dev.vigil.fault.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** FHIR resources of synthetic content. */
final class Resources {
  private static final Duration STALE = Duration.ofDays(2);

  private final Instant issued;

  /**
   * Resources of one run.
   *
   * @param issued when its results were issued, but for those that are stale
   */
  Resources(Instant issued) {
    this.issued = issued;
  }

  /** When the events happened. */
  Instant issued() {
    return issued;
  }

  /**
   * The resource of an event that is not bare.
   *
   * @param padding characters of a remark that make it longer; 0: none
   */
  String of(Event event, int padding) {
    String head =
        "{\"resourceType\":\"%s\",\"id\":\"%s\",\"meta\":{\"versionId\":\"%d\"},"
            .formatted(event.kind().fhir(), event.resourceId(), event.version());
    return head
        + switch (event.kind()) {
          case PATIENT ->
              "\"active\":true,\"birthDate\":\"%s\"}".formatted(PatientEvents.BIRTH_DATE);
          case CONSENT -> consent(event);
          case OBSERVATION -> observation(event, padding);
        };
  }

  private static String consent(Event event) {
    return """
        "status":"%s","scope":{"coding":[{"system":\
        "http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},\
        "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],\
        "patient":{"reference":"Patient/%s"},"dateTime":"2025-01-01","provision":{"type":"%s",\
        "purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason",\
        "code":"HRESCH"}]}}"""
        .formatted(
            event.content() == Content.WITHDRAW ? "inactive" : "active",
            event.patientId(),
            event.content() == Content.DENY ? "deny" : "permit");
  }

  private String observation(Event event, int padding) {
    Instant at = event.content() == Content.STALE ? issued.minus(STALE) : issued;
    return """
        "status":"%s","category":[{"coding":[{"system":\
        "http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],\
        "code":{"coding":[{"system":"http://loinc.org","code":"%s","display":"%s"}]},\
        "subject":{"reference":"Patient/%s"},"issued":"%s","valueQuantity":{"value":%s,\
        "unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}%s}"""
        .formatted(
            event.version() == 1 ? "final" : "corrected",
            event.analyte().loinc(),
            event.analyte().name().toLowerCase(Locale.ROOT),
            event.patientId(),
            at,
            event.value(),
            padding == 0
                ? ""
                : NOTE + "x".repeat(padding - NOTE.length() - NOTE_END.length()) + NOTE_END);
  }

  private static final String NOTE = ",\"note\":[{\"text\":\"";
  private static final String NOTE_END = "\"}]";
}
