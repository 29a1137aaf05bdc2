package dev.vigil.topology.domain.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the Observation that a row of the case table describes. */
final class ObservationJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Map<String, String> SYSTEMS =
      Map.of(
          "other", "urn:local",
          "oid", "urn:oid:2.16.840.1.113883.6.1",
          "https", "https://loinc.org",
          "LN", "LN");
  private static final Map<String, String> FLAG_SYSTEMS =
      Map.of(
          "old", "http://hl7.org/fhir/v2/0078",
          "old3", "http://hl7.org/fhir/v3/ObservationInterpretation",
          "v2", "http://terminology.hl7.org/CodeSystem/v2-0078",
          "oid2", "urn:oid:2.16.840.1.113883.12.78",
          "oid3", "urn:oid:2.16.840.1.113883.5.83",
          "foreign", "http://hospital.example/flags");
  private static final Map<String, String> SPECIMEN_SYSTEMS =
      Map.of(
          "snomed", "http://snomed.info/sct",
          "hl7", "http://terminology.hl7.org/CodeSystem/v2-0487",
          "v3", "http://terminology.hl7.org/CodeSystem/v3-SpecimenType",
          "foreign", "http://hospital.example/specimens");

  private ObservationJson() {}

  /** The resource that the cells of a row describe; the head of the table explains them. */
  static String of(Map<String, String> row) {
    List<String> members = new ArrayList<>();
    members.add("\"resourceType\":\"Observation\",\"id\":\"o1\"");
    members.add("\"status\":" + quoted(row.getOrDefault("status", "final")));
    String loinc = row.get("loinc");
    if (loinc != null) {
      members.add(code(loinc));
    }
    addTimes(row.get("effective"), members);
    String flag = row.get("flag");
    if (flag != null) {
      members.add("\"interpretation\":[" + flags(flag) + "]");
    }
    String specimen = row.get("specimen");
    if (specimen != null) {
      members.add(specimen(specimen));
    }
    String note = row.get("note");
    if (note != null) {
      members.add("\"note\":[{\"text\":" + quoted(note) + "}]");
    }
    String value = row.get("value");
    if (value != null) {
      members.add(value(value, row.get("unit"), row.get("comparator")));
    }
    return "{" + String.join(",", members) + "}";
  }

  private static void addTimes(@Nullable String effective, List<String> members) {
    if (effective == null) {
      return;
    }
    if (effective.startsWith("issued:")) {
      members.add("\"issued\":" + quoted(effective.substring(7)));
    } else if (effective.startsWith("period:")) {
      String[] ends = effective.substring(7).split("/", -1);
      members.add(
          "\"effectivePeriod\":{"
              + Stream.of(
                      ends[0].isEmpty() ? "" : "\"start\":" + quoted(ends[0]),
                      ends[1].isEmpty() ? "" : "\"end\":" + quoted(ends[1]))
                  .filter(part -> !part.isEmpty())
                  .collect(Collectors.joining(","))
              + "}");
    } else {
      members.add("\"effectiveDateTime\":" + quoted(effective));
    }
  }

  private static String code(String codes) {
    return codes.startsWith("json:")
        ? codes.substring(5)
        : "\"code\":{\"coding\":[" + codings(codes) + "]}";
  }

  private static String codings(String codes) {
    return List.of(codes.split(" ", -1)).stream()
        .map(code -> coding(code, SYSTEMS, "http://loinc.org"))
        .collect(Collectors.joining(","));
  }

  /** A code, {@code KIND:CODE} of another system, {@code bare:CODE} of none. */
  private static String coding(String text, Map<String, String> systems, String usual) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? "" : text.substring(0, colon);
    String code = "\"code\":" + quoted(text.substring(colon + 1));
    if (kind.equals("bare")) {
      return "{" + code + "}";
    }
    String system = kind.isEmpty() ? usual : systems.get(kind);
    if (system == null) {
      throw new IllegalArgumentException("no such code system: " + kind);
    }
    return "{\"system\":" + quoted(system) + "," + code + "}";
  }

  private static String flags(String flags) {
    if (flags.startsWith("text:")) {
      return "{\"text\":" + quoted(flags.substring(5)) + "}";
    }
    if (flags.startsWith("json:")) {
      return flags.substring(5);
    }
    return Stream.of(flags.split(" ", -1))
        .map(
            flag ->
                "{\"coding\":["
                    + coding(
                        flag,
                        FLAG_SYSTEMS,
                        "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation")
                    + "]}")
        .collect(Collectors.joining(","));
  }

  private static String specimen(String specimen) {
    if (specimen.startsWith("type:")) {
      String type = specimen.substring(5);
      int colon = type.indexOf(':');
      String concept =
          colon < 0
              ? "\"text\":" + quoted(type)
              : "\"coding\":["
                  + Stream.of(type.split(" ", -1))
                      .map(code -> coding(code, SPECIMEN_SYSTEMS, ""))
                      .collect(Collectors.joining(","))
                  + "]";
      return "\"contained\":[{\"resourceType\":\"Specimen\",\"id\":\"s\",\"type\":{"
          + concept
          + "}}],\"specimen\":{\"reference\":\"#s\"}";
    }
    return specimen.startsWith("json:")
        ? specimen.substring(5)
        : "\"specimen\":{\"reference\":\"Specimen/1\",\"display\":" + quoted(specimen) + "}";
  }

  private static String value(String value, @Nullable String unit, @Nullable String comparator) {
    int colon = value.indexOf(':');
    if (colon < 0) {
      return value.equals("absent")
          ? "\"dataAbsentReason\":{\"text\":\"not performed\"}"
          : "\"valueQuantity\":" + quantity(value, unit, comparator);
    }
    String content = value.substring(colon + 1);
    return switch (value.substring(0, colon)) {
      case "text" -> "\"valueString\":" + quoted(content);
      case "int" -> "\"valueInteger\":" + content;
      case "bool" -> "\"valueBoolean\":" + content;
      case "coded" -> "\"valueCodeableConcept\":{\"text\":" + quoted(content) + "}";
      case "range" -> "\"valueRange\":" + pair(content, "low", "high", unit, unit, null);
      case "ratio" -> {
        String[] units = unit == null ? new String[] {null, null} : unit.split(":", -1);
        yield "\"valueRatio\":"
            + pair(content, "numerator", "denominator", units[0], units[1], comparator);
      }
      case "json" -> content;
      default -> throw new IllegalArgumentException("no such kind of value: " + value);
    };
  }

  private static String pair(
      String numbers,
      String first,
      String second,
      @Nullable String firstUnit,
      @Nullable String secondUnit,
      @Nullable String comparator) {
    String[] two = numbers.split(":", -1);
    List<String> parts = new ArrayList<>();
    if (!two[0].isEmpty()) {
      parts.add(quoted(first) + ":" + quantity(two[0], firstUnit, comparator));
    }
    if (!two[1].isEmpty()) {
      parts.add(quoted(second) + ":" + quantity(two[1], secondUnit, null));
    }
    return "{" + String.join(",", parts) + "}";
  }

  private static String quantity(
      String number, @Nullable String unit, @Nullable String comparator) {
    StringBuilder quantity = new StringBuilder("{\"value\":").append(number);
    if (comparator != null) {
      quantity.append(",\"comparator\":").append(quoted(comparator));
    }
    if (unit != null && unit.startsWith("text:")) {
      quantity.append(",\"unit\":").append(quoted(unit.substring(5)));
    } else if (unit != null && !unit.isEmpty()) {
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
