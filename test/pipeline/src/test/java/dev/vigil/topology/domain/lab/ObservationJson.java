package dev.vigil.topology.domain.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the Observation that a row of the case table describes. */
final class ObservationJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Map<String, String> FLAG_SYSTEMS =
      Map.of(
          "old", "http://hl7.org/fhir/v2/0078",
          "v2", "http://terminology.hl7.org/CodeSystem/v2-0078",
          "foreign", "http://hospital.example/flags");

  private ObservationJson() {}

  static String of(
      @Nullable String loinc,
      @Nullable String value,
      @Nullable String unit,
      @Nullable String comparator,
      @Nullable String flag,
      @Nullable String status,
      @Nullable String effective) {
    List<String> members = new ArrayList<>();
    members.add("\"resourceType\":\"Observation\",\"id\":\"o1\"");
    members.add("\"status\":" + quoted(status == null ? "final" : status));
    if (loinc != null) {
      members.add("\"code\":{\"coding\":[" + codings(loinc) + "]}");
    }
    if (effective != null) {
      members.add("\"effectiveDateTime\":" + quoted(effective));
    }
    if (flag != null) {
      members.add("\"interpretation\":[{\"coding\":[" + flag(flag) + "]}]");
    }
    if (value != null) {
      members.add(value(value, unit, comparator));
    }
    return "{" + String.join(",", members) + "}";
  }

  private static String codings(String codes) {
    return List.of(codes.split(" ", -1)).stream()
        .map(
            code ->
                code.startsWith("other:")
                    ? "{\"system\":\"urn:local\",\"code\":" + quoted(code.substring(6)) + "}"
                    : "{\"system\":\"http://loinc.org\",\"code\":" + quoted(code) + "}")
        .collect(Collectors.joining(","));
  }

  private static String flag(String flag) {
    int colon = flag.indexOf(':');
    String code = quoted(flag.substring(colon + 1));
    String kind = colon < 0 ? "v3" : flag.substring(0, colon);
    if (kind.equals("bare")) {
      return "{\"code\":" + code + "}";
    }
    String system =
        FLAG_SYSTEMS.getOrDefault(
            kind, "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation");
    return "{\"system\":" + quoted(system) + ",\"code\":" + code + "}";
  }

  private static String value(String value, @Nullable String unit, @Nullable String comparator) {
    int colon = value.indexOf(':');
    if (colon < 0) {
      return value.equals("absent")
          ? "\"dataAbsentReason\":{\"text\":\"not performed\"}"
          : "\"valueQuantity\":" + quantity(value, unit, comparator);
    }
    String content = value.substring(colon + 1);
    String[] two = content.split(":", 2);
    return switch (value.substring(0, colon)) {
      case "text" -> "\"valueString\":" + quoted(content);
      case "int" -> "\"valueInteger\":" + content;
      case "bool" -> "\"valueBoolean\":" + content;
      case "coded" -> "\"valueCodeableConcept\":{\"text\":" + quoted(content) + "}";
      case "range" ->
          "\"valueRange\":{\"low\":{\"value\":%s},\"high\":{\"value\":%s}}"
              .formatted(two[0], two[1]);
      case "ratio" ->
          "\"valueRatio\":{\"numerator\":{\"value\":%s},\"denominator\":{\"value\":%s}}"
              .formatted(two[0], two[1]);
      case "json" -> content;
      default -> throw new IllegalArgumentException("no such kind of value: " + value);
    };
  }

  private static String quantity(
      String number, @Nullable String unit, @Nullable String comparator) {
    StringBuilder quantity = new StringBuilder("{\"value\":").append(number);
    if (comparator != null) {
      quantity.append(",\"comparator\":").append(quoted(comparator));
    }
    if (unit != null && unit.startsWith("text:")) {
      quantity.append(",\"unit\":").append(quoted(unit.substring(5)));
    } else if (unit != null) {
      String[] parts = unit.split("\\|", 2);
      quantity
          .append(",\"system\":\"http://unitsofmeasure.org\",\"code\":")
          .append(quoted(parts[0]))
          .append(",\"unit\":")
          .append(quoted(parts[parts.length - 1]));
    }
    return quantity.append('}').toString();
  }

  private static String quoted(String text) {
    try {
      return MAPPER.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
