package dev.vigil.broker;

/** Change events of synthetic content. */
final class SampleEvents {
  private SampleEvents() {}

  /** An Observation of potassium in serum, issued now. */
  static String potassium(String patient, String id, int version, String value) {
    return """
    {"eventId":"%s-%d","eventType":"observation.updated","resourceType":"Observation",\
    "resourceId":"%s","patientId":"%s","source":"lab","resource":%s}"""
        .formatted(id, version, id, patient, potassiumResource(patient, id, version, value));
  }

  static String potassiumResource(String patient, String id, int version, String value) {
    return """
    {"resourceType":"Observation","id":"%s","meta":{"versionId":"%d"},"status":"final",\
    "code":{"coding":[{"system":"http://loinc.org","code":"2823-3"}]},\
    "subject":{"reference":"Patient/%s"},"issued":"2999-01-01T00:00:00Z",\
    "valueQuantity":{"value":%s,"system":"http://unitsofmeasure.org","code":"mmol/L"}}"""
        .formatted(id, version, patient, value);
  }
}
