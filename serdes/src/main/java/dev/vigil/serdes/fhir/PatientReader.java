package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a Patient. What cannot be read counts as absent: an unknown age is a case of its own. */
public final class PatientReader {
  private static final Pattern DATE = Pattern.compile("\\d{4}(-\\d{2}(-\\d{2})?)?");

  private PatientReader() {}

  /** Reads a resource whose type is Patient. */
  public static PatientResource read(FhirResource patient) {
    return new PatientResource(birthDate(patient), deceased(patient), linked(patient));
  }

  private static @Nullable String birthDate(FhirResource patient) {
    JsonNode member = patient.member("birthDate");
    String text = member == null ? null : member.textValue();
    if (text == null || !DATE.matcher(text).matches() || FhirDateTime.parse(text) == null) {
      return null;
    }
    return text;
  }

  private static boolean deceased(FhirResource patient) {
    JsonNode flag = patient.member("deceasedBoolean");
    JsonNode time = patient.member("deceasedDateTime");
    return (flag != null && flag.isBoolean() && flag.booleanValue())
        || (time != null && time.isTextual());
  }

  private static boolean linked(FhirResource patient) {
    JsonNode links = patient.member("link");
    if (links == null || !links.isArray()) {
      return false;
    }
    for (JsonNode link : links) {
      String type = link.path("type").asText();
      if (type.equals("replaced-by") || type.equals("replaces")) {
        return true;
      }
    }
    return false;
  }
}
