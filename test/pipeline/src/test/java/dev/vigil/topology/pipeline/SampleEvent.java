package dev.vigil.topology.pipeline;

import java.time.Instant;

/**
 * A change event in the flat form, made of synthetic content.
 *
 * @param eventId id
 * @param type event type
 * @param resourceType FHIR type
 * @param resourceId logical id
 * @param patient logical id of the patient, also the record's key
 * @param resource the resource as JSON; empty: none
 */
record SampleEvent(
    String eventId,
    String type,
    String resourceType,
    String resourceId,
    String patient,
    String resource) {

  private static final Instant HAPPENED = Instant.parse("2026-03-01T11:59:00Z");

  static SampleEvent potassium(String patient, String id, int version, String value) {
    return observation(patient, id, version, "final", "2823-3", value, "mmol/L", "");
  }

  /**
   * An Observation.
   *
   * @param more further members of the resource, each followed by a comma
   */
  static SampleEvent observation(
      String patient,
      String id,
      int version,
      String status,
      String loinc,
      String value,
      String unit,
      String more) {
    return new SampleEvent(
        "e-" + id + "-" + version,
        version == 1 ? "observation.created" : "observation.updated",
        "Observation",
        id,
        patient,
        """
        {"resourceType":"Observation","id":"%s","meta":{"versionId":"%d"},%s"status":"%s",\
        "code":{"coding":[{"system":"http://loinc.org","code":"%s"}]},\
        "subject":{"reference":"Patient/%s"},"issued":"%s","effectiveDateTime":"%s",\
        "valueQuantity":{"value":%s,"unit":"%s","system":"http://unitsofmeasure.org","code":"%s"}}"""
            .formatted(
                id, version, more, status, loinc, patient, HAPPENED, HAPPENED, value, unit, unit));
  }

  static SampleEvent deleted(String patient, String resourceType, String id) {
    return new SampleEvent(
        "e-" + id + "-deleted",
        resourceType.toLowerCase(java.util.Locale.ROOT) + ".deleted",
        resourceType,
        id,
        patient,
        "");
  }

  static SampleEvent patient(String patient, String birthDate) {
    return new SampleEvent(
        "e-" + patient + "-1",
        "patient.created",
        "Patient",
        patient,
        patient,
        """
        {"resourceType":"Patient","id":"%s","meta":{"versionId":"1"},"birthDate":"%s"}"""
            .formatted(patient, birthDate));
  }

  /**
   * A Consent about one purpose, silent about all others.
   *
   * @param type permit or deny
   */
  static SampleEvent consent(
      String patient, String id, int version, String status, String type, String purpose) {
    return new SampleEvent(
        "e-" + id + "-" + version,
        version == 1 ? "consent.created" : "consent.updated",
        "Consent",
        id,
        patient,
        """
        {"resourceType":"Consent","id":"%s","meta":{"versionId":"%d"},"status":"%s",\
        "scope":{"coding":[{"code":"patient-privacy"}]},\
        "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],\
        "patient":{"reference":"Patient/%s"},"dateTime":"2026-01-01T00:00:00Z",\
        "provision":{"type":"%s","purpose":[{"code":"%s"}]}}"""
            .formatted(id, version, status, patient, type, purpose));
  }

  SampleEvent withEventId(String id) {
    return new SampleEvent(id, type, resourceType, resourceId, patient, resource);
  }

  SampleEvent withResource(String other) {
    return new SampleEvent(eventId, type, resourceType, resourceId, patient, other);
  }

  String json() {
    return """
    {"eventId":"%s","eventType":"%s","resourceType":"%s","resourceId":"%s","patientId":"%s",\
    "timestamp":"%s","source":"lab"%s}"""
        .formatted(
            eventId,
            type,
            resourceType,
            resourceId,
            patient,
            HAPPENED,
            resource.isEmpty() ? "" : ",\"resource\":" + resource);
  }
}
