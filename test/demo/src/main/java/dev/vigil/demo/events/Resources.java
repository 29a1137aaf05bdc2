package dev.vigil.demo.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;

/** Makes the FHIR resources of the demo, as JSON. */
public final class Resources {
  /** Members of a Consent that permits research. */
  public static final String PERMITS_RESEARCH = provision("permit", "HRESCH", "");

  /** Members of a Consent that denies research. */
  public static final String DENIES_RESEARCH = provision("deny", "HRESCH", "");

  /** Members of a Consent that denies everything, treatment included. */
  public static final String OBJECTS = policyRule("OPTOUT");

  /** Members of a Consent that permits everything. */
  public static final String AGREES = policyRule("OPTIN");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Resources() {}

  /** Members of a Consent that permitted research until a day. */
  public static String permitsResearchUntil(LocalDate end) {
    return provision("permit", "HRESCH", ",\"period\":{\"end\":\"" + end + "\"}");
  }

  /** A patient. */
  public static String patient(String id, LocalDate birthDate) {
    return """
        {"resourceType":"Patient","id":"%s","meta":{"versionId":"1"},"birthDate":"%s"}"""
        .formatted(id, birthDate);
  }

  /** A patient whose record was merged with another. */
  public static String linkedPatient(String id, LocalDate birthDate, String other) {
    return """
        {"resourceType":"Patient","id":"%s","meta":{"versionId":"2"},"birthDate":"%s",\
        "link":[{"other":{"reference":"Patient/%s"},"type":"replaces"}]}"""
        .formatted(id, birthDate, other);
  }

  /**
   * An active Consent.
   *
   * @param rule one of this class's rules
   */
  public static String consent(String id, String patientId, int version, String rule) {
    return consent(id, patientId, version, "active", rule);
  }

  /**
   * A Consent.
   *
   * @param rule one of this class's rules
   */
  public static String consent(
      String id, String patientId, int version, String status, String rule) {
    return """
        {"resourceType":"Consent","id":"%s","meta":{"versionId":"%d"},"status":"%s",\
        "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope",\
        "code":"patient-privacy"}]},"category":[{"coding":[{"system":"http://loinc.org",\
        "code":"59284-0"}]}],"patient":{"reference":"Patient/%s"},"dateTime":"2025-01-01",%s}"""
        .formatted(id, version, status, patientId, rule);
  }

  /** A laboratory result. */
  public static ObjectNode observation(String id, String patientId, int version, Instant at) {
    ObjectNode observation = JSON.createObjectNode();
    observation.put("resourceType", "Observation").put("id", id);
    observation.putObject("meta").put("versionId", Integer.toString(version));
    observation.put("status", "final");
    observation
        .putArray("category")
        .addObject()
        .putArray("coding")
        .addObject()
        .put("system", "http://terminology.hl7.org/CodeSystem/observation-category")
        .put("code", "laboratory");
    observation.putObject("subject").put("reference", "Patient/" + patientId);
    observation.put("effectiveDateTime", at.toString()).put("issued", at.toString());
    return observation;
  }

  /** Adds a code and a quantity to an Observation or a component of one. */
  public static void quantity(ObjectNode result, String loinc, String value, String unit) {
    code(result, loinc);
    result
        .putObject("valueQuantity")
        .put("value", new java.math.BigDecimal(value))
        .put("unit", unit)
        .put("system", "http://unitsofmeasure.org")
        .put("code", unit);
  }

  /** Adds a code to an Observation or a component of one. */
  public static void code(ObjectNode result, String loinc) {
    result
        .putObject("code")
        .putArray("coding")
        .addObject()
        .put("system", "http://loinc.org")
        .put("code", loinc);
  }

  /** Adds the laboratory's own flag, such as HH. */
  public static void flag(ObjectNode result, String flag) {
    result
        .putArray("interpretation")
        .addObject()
        .putArray("coding")
        .addObject()
        .put("system", "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation")
        .put("code", flag);
  }

  private static String provision(String type, String purpose, String more) {
    return """
        "provision":{"type":"%s","purpose":[{"system":\
        "http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"%s"}]%s}"""
        .formatted(type, purpose, more);
  }

  private static String policyRule(String code) {
    return """
        "policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode",\
        "code":"%s"}]}"""
        .formatted(code);
  }
}
