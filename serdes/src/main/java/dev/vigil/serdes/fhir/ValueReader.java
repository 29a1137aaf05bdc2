package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.serdes.fhir.ResultValue.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the value[x] of an Observation or of a component; throws at nothing. */
final class ValueReader {
  private static final String PREFIX = "value";

  private static final List<String> VALUES =
      List.of(
          "valueQuantity",
          "valueString",
          "valueCodeableConcept",
          "valueInteger",
          "valueBoolean",
          "valueRange",
          "valueRatio",
          "valueSampledData",
          "valueTime",
          "valueDateTime",
          "valuePeriod");

  /** No laboratory reports more digits; arithmetic on more would only cost time. */
  private static final int MAX_DIGITS = 40;

  private static final int MAX_EXPONENT = 30;

  private static final ResultValue ABSENT = new ResultValue.Absent();
  private static final ResultValue MALFORMED = new ResultValue.Malformed();

  private ValueReader() {}

  static boolean isPresent(List<String> memberNames) {
    for (String name : memberNames) {
      if (VALUES.contains(name) || isUnknown(name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads the value.
   *
   * @param names of all members
   */
  static ResultValue read(ObservationReader.Members members, Iterable<String> names) {
    ResultValue value = ABSENT;
    boolean found = false;
    for (String name : VALUES) {
      JsonNode node = members.member(name);
      if (node != null) {
        if (found) {
          return new ResultValue.Several();
        }
        found = true;
        value = read(name, node);
      }
    }
    if (!found) {
      for (String name : names) {
        if (isUnknown(name)) {
          return new ResultValue.Unsupported();
        }
      }
    }
    return value;
  }

  /**
   * A value[x] that R4 does not have, such as valueAttachment of STU3: not read, and not nothing.
   */
  private static boolean isUnknown(String name) {
    return name.length() > PREFIX.length()
        && name.startsWith(PREFIX)
        && Character.isUpperCase(name.charAt(PREFIX.length()))
        && !VALUES.contains(name);
  }

  private static ResultValue read(String name, JsonNode node) {
    return switch (name) {
      case "valueQuantity" -> quantity(node);
      case "valueString" -> text(node);
      case "valueCodeableConcept" -> coded(node);
      case "valueInteger" -> whole(node);
      case "valueBoolean" -> node.isBoolean() ? new ResultValue.Truth(node.asText()) : MALFORMED;
      case "valueRange" -> range(node);
      case "valueRatio" -> ratio(node);
      default -> new ResultValue.Unsupported();
    };
  }

  private static ResultValue quantity(JsonNode node) {
    if (!node.isObject()) {
      return MALFORMED;
    }
    JsonNode value = node.get("value");
    if (value == null) {
      return ABSENT;
    }
    BigDecimal number = number(value);
    JsonNode comparator = node.path("comparator");
    if (number == null
        || !isTextOrMissing(comparator)
        || !isTextOrMissing(node.path("unit"))
        || !isTextOrMissing(node.path("system"))
        || !isTextOrMissing(node.path("code"))) {
      return MALFORMED;
    }
    return new Quantity(
        comparator.textValue(),
        number,
        written(number),
        node.path("unit").textValue(),
        node.path("system").textValue(),
        node.path("code").textValue());
  }

  private static ResultValue text(JsonNode node) {
    String text = node.textValue();
    if (text == null) {
      return MALFORMED;
    }
    return text.isBlank() ? ABSENT : new ResultValue.Text(text);
  }

  private static ResultValue coded(JsonNode node) {
    List<Coding> codings = new ArrayList<>(2);
    if (ObservationReader.readConcept(node, codings)) {
      return MALFORMED;
    }
    String text = node.path("text").textValue();
    for (Coding coding : codings) {
      if (text == null) {
        text = coding.display() == null ? coding.code() : coding.display();
      }
    }
    return text == null ? ABSENT : new ResultValue.Coded(codings, text);
  }

  private static ResultValue whole(JsonNode node) {
    BigDecimal number = number(node);
    return number == null ? MALFORMED : new ResultValue.Whole(number, written(number));
  }

  private static ResultValue range(JsonNode node) {
    ResultValue low = part(node, "low");
    ResultValue high = part(node, "high");
    if (low == MALFORMED || high == MALFORMED) {
      return MALFORMED;
    }
    return low == ABSENT && high == ABSENT
        ? ABSENT
        : new ResultValue.Range(quantityOrNull(low), quantityOrNull(high));
  }

  private static ResultValue ratio(JsonNode node) {
    ResultValue numerator = part(node, "numerator");
    ResultValue denominator = part(node, "denominator");
    if (numerator == MALFORMED || denominator == MALFORMED) {
      return MALFORMED;
    }
    return numerator == ABSENT && denominator == ABSENT
        ? ABSENT
        : new ResultValue.Ratio(quantityOrNull(numerator), quantityOrNull(denominator));
  }

  private static ResultValue part(JsonNode node, String name) {
    if (!node.isObject()) {
      return MALFORMED;
    }
    JsonNode part = node.get(name);
    return part == null ? ABSENT : quantity(part);
  }

  private static @Nullable Quantity quantityOrNull(ResultValue value) {
    return value instanceof Quantity quantity ? quantity : null;
  }

  private static @Nullable BigDecimal number(JsonNode node) {
    if (!node.isNumber()) {
      return null;
    }
    BigDecimal number = node.decimalValue();
    boolean bounded = number.precision() <= MAX_DIGITS && Math.abs(number.scale()) <= MAX_EXPONENT;
    return bounded ? number : null;
  }

  private static String written(BigDecimal number) {
    return number.scale() >= 0 ? number.toPlainString() : number.toString();
  }

  private static boolean isTextOrMissing(JsonNode node) {
    return node.isTextual() || node.isMissingNode();
  }
}
