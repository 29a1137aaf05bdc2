package dev.vigil.serdes.fhir;

import dev.vigil.serdes.fhir.ResultValue.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the value[x] of an Observation or of a component; throws at nothing. */
final class ValueReader {
  private static final String PREFIX = "value";

  private static final Set<String> VALUES =
      Set.of(
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

  static boolean isPresent(Element result) {
    for (Element value : result.members(PREFIX)) {
      if (VALUES.contains(value.name()) || isUnknown(value.name())) {
        return true;
      }
    }
    return false;
  }

  static ResultValue read(Element result) {
    Element found = Element.MISSING;
    boolean unknown = false;
    for (Element value : result.members(PREFIX)) {
      if (!VALUES.contains(value.name())) {
        unknown |= isUnknown(value.name());
      } else if (found.isMissing()) {
        found = value;
      } else {
        return new ResultValue.Several();
      }
    }
    if (found.isMissing()) {
      return unknown ? new ResultValue.Unsupported() : ABSENT;
    }
    return read(found.name(), found);
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

  private static ResultValue read(String name, Element node) {
    return switch (name) {
      case "valueQuantity" -> quantity(node);
      case "valueString" -> text(node);
      case "valueCodeableConcept" -> coded(node);
      case "valueInteger" -> whole(node);
      case "valueBoolean" -> node.isTruth() ? new ResultValue.Truth(node.literal()) : MALFORMED;
      case "valueRange" -> range(node);
      case "valueRatio" -> ratio(node);
      default -> new ResultValue.Unsupported();
    };
  }

  private static ResultValue quantity(Element node) {
    if (!node.isObject()) {
      return MALFORMED;
    }
    Element value = node.member("value");
    if (value.isMissing()) {
      return ABSENT;
    }
    BigDecimal number = number(value);
    Element comparator = node.member("comparator");
    Element unit = node.member("unit");
    Element system = node.member("system");
    Element code = node.member("code");
    if (number == null
        || !comparator.isTextOrMissing()
        || !unit.isTextOrMissing()
        || !system.isTextOrMissing()
        || !code.isTextOrMissing()) {
      return MALFORMED;
    }
    return new Quantity(
        comparator.knownText(),
        number,
        written(number),
        unit.knownText(),
        system.knownText(),
        code.knownText());
  }

  private static ResultValue text(Element node) {
    String text = node.text();
    if (text == null) {
      return MALFORMED;
    }
    return text.isBlank() ? ABSENT : new ResultValue.Text(text);
  }

  private static ResultValue coded(Element node) {
    List<Coding> codings = new ArrayList<>(2);
    if (ObservationReader.readConcept(node, codings)) {
      return MALFORMED;
    }
    String text = node.member("text").text();
    for (Coding coding : codings) {
      if (text == null) {
        text = coding.display() == null ? coding.code() : coding.display();
      }
    }
    return text == null ? ABSENT : new ResultValue.Coded(codings, text);
  }

  private static ResultValue whole(Element node) {
    BigDecimal number = number(node);
    return number == null ? MALFORMED : new ResultValue.Whole(number, written(number));
  }

  private static ResultValue range(Element node) {
    ResultValue low = part(node, "low");
    ResultValue high = part(node, "high");
    if (low == MALFORMED || high == MALFORMED) {
      return MALFORMED;
    }
    return low == ABSENT && high == ABSENT
        ? ABSENT
        : new ResultValue.Range(quantityOrNull(low), quantityOrNull(high));
  }

  private static ResultValue ratio(Element node) {
    ResultValue numerator = part(node, "numerator");
    ResultValue denominator = part(node, "denominator");
    if (numerator == MALFORMED || denominator == MALFORMED) {
      return MALFORMED;
    }
    return numerator == ABSENT && denominator == ABSENT
        ? ABSENT
        : new ResultValue.Ratio(quantityOrNull(numerator), quantityOrNull(denominator));
  }

  private static ResultValue part(Element node, String name) {
    if (!node.isObject()) {
      return MALFORMED;
    }
    Element part = node.member(name);
    return part.isMissing() ? ABSENT : quantity(part);
  }

  private static @Nullable Quantity quantityOrNull(ResultValue value) {
    return value instanceof Quantity quantity ? quantity : null;
  }

  private static @Nullable BigDecimal number(Element node) {
    BigDecimal number = node.number();
    boolean bounded =
        number != null
            && number.precision() <= MAX_DIGITS
            && Math.abs(number.scale()) <= MAX_EXPONENT;
    return bounded ? number : null;
  }

  private static String written(BigDecimal number) {
    return number.scale() >= 0 ? number.toPlainString() : number.toString();
  }
}
