package dev.vigil.bench.workload;

import java.time.Instant;

/** Resources as a FHIR server writes them, on one line. */
final class ObservationText {
  /** What comes while there is room, most usual first. */
  private static final String[] OPTIONAL = {
    "\"encounter\":{\"reference\":\"Encounter/stay-ID\"},",
    "\"category\":[{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"laboratory\",\"display\":\"Laboratory\"}]}],",
    "\"specimen\":{\"reference\":\"Specimen/ID\",\"display\":\"Serum\"},",
    "\"performer\":[{\"reference\":\"Organization/laboratory-1\",\"display\":\"Central laboratory\"}],",
    "\"identifier\":[{\"system\":\"urn:lab:order\",\"value\":\"order-ID\"}],",
  };

  private static final String NOTE = "\"note\":[{\"text\":\"";
  private static final String NOTE_END = "\"}],";

  /** Texts do not compress like one letter repeated. */
  private static final String WORDS =
      "Specimen received in good condition; repeated on the second analyser, values agree. Called to ward 7b,"
          + " read back by the nurse in charge. Quality control of the shift within two deviations. ";

  private ObservationText() {}

  static String of(
      String id,
      String patient,
      String[] analyte,
      String value,
      boolean critical,
      Instant issued,
      int bytes) {
    StringBuilder text = new StringBuilder(Math.max(bytes, 512));
    text.append("{\"resourceType\":\"Observation\",\"id\":\"").append(id);
    text.append("\",\"meta\":{\"versionId\":\"1\",\"lastUpdated\":\"").append(issued);
    text.append("\"},\"status\":\"final\",");
    int optionalAt = text.length();
    text.append("\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"");
    text.append(analyte[0]);
    if (bytes >= 700) {
      text.append("\",\"display\":\"").append(analyte[1]);
    }
    text.append("\"}]},\"subject\":{\"reference\":\"Patient/").append(patient);
    text.append("\"},\"issued\":\"").append(issued);
    text.append("\",\"valueQuantity\":{\"value\":").append(value);
    text.append(",\"unit\":\"").append(analyte[2]);
    if (bytes >= 700) {
      text.append("\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"").append(analyte[2]);
    }
    text.append("\"}");
    if (critical || bytes >= 700) {
      text.append(",\"interpretation\":[{\"coding\":[{\"system\":");
      text.append("\"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation\",");
      text.append("\"code\":\"").append(critical ? "AA" : "N").append("\"}]}]");
    }
    text.append('}');
    StringBuilder optional = new StringBuilder(Math.max(16, bytes - text.length()));
    for (String part : OPTIONAL) {
      String filled = part.replace("ID", id);
      if (text.length() + optional.length() + filled.length() <= bytes) {
        optional.append(filled);
      }
    }
    int room = bytes - text.length() - optional.length() - NOTE.length() - NOTE_END.length();
    if (room > 0) {
      optional.append(NOTE);
      int from = id.hashCode() & 63;
      while (room > 0) {
        int piece = Math.min(room, WORDS.length() - from);
        optional.append(WORDS, from, from + piece);
        room -= piece;
        from = 0;
      }
      optional.append(NOTE_END);
    }
    return text.insert(optionalAt, optional).toString();
  }

  static String consent(String id, String patient, Instant at, boolean denies) {
    return "{\"resourceType\":\"Consent\",\"id\":\""
        + id
        + "\",\"meta\":{\"versionId\":\"1\",\"lastUpdated\":\""
        + at
        + "\"},\"status\":\"active\",\"scope\":{\"coding\":[{\"system\":"
        + "\"http://terminology.hl7.org/CodeSystem/consentscope\",\"code\":\"patient-privacy\"}]},"
        + "\"category\":[{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"59284-0\"}]}],"
        + "\"patient\":{\"reference\":\"Patient/"
        + patient
        + "\"},\"dateTime\":\"2025-01-10T14:30:00Z\",\"policyRule\":{\"coding\":[{\"system\":"
        + "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\""
        + (denies ? "OPTOUT" : "OPTIN")
        + "\"}]}}";
  }
}
