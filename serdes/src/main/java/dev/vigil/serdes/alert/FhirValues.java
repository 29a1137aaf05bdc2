package dev.vigil.serdes.alert;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Quantity.QuantityComparator;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/**
 * FHIR data types of what an alert holds as it was received: any text, of any length. What FHIR's
 * types do not allow takes the nearest form that they do.
 */
final class FhirValues {
  static final String UCUM = "http://unitsofmeasure.org";
  static final String LOINC = "http://loinc.org";

  /** So that a message is small beside the largest record, whatever names a sender makes up. */
  private static final int MAX_TEXT = 300;

  /** As long as an id of a change event may be. */
  private static final int MAX_ID = 1024;

  private static final int MAX_DIGITS = 80;
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Pattern NOT_TEXT = Pattern.compile("[\\p{C}\\s\\u00A0]+");
  private static final Pattern LOINC_CODE = Pattern.compile("\\d{1,7}-\\d");
  private static final String ID = "[A-Za-z0-9\\-.]{1,64}";
  private static final Pattern RESOURCE_ID = Pattern.compile(ID);
  private static final Pattern ABSOLUTE_URI = Pattern.compile("(urn|https?):\\S+");
  private static final Pattern LITERAL =
      Pattern.compile(
          "(?:https?://(?:[A-Za-z0-9\\-.:%$]+/)+)?([A-Z][A-Za-z]+)/"
              + ID
              + "(?:/_history/"
              + ID
              + ")?");

  private FhirValues() {}

  /** A string of FHIR: one line, no control characters, not empty, not long; null: nothing left. */
  static @Nullable String text(@Nullable String received) {
    return text(received, MAX_TEXT);
  }

  private static @Nullable String text(@Nullable String received, int longest) {
    if (received == null) {
      return null;
    }
    String line = NOT_TEXT.matcher(received).replaceAll(" ").strip();
    if (line.length() > longest) {
      int end = Character.isHighSurrogate(line.charAt(longest - 2)) ? longest - 2 : longest - 1;
      line = line.substring(0, end).strip() + "…";
    }
    return line.isEmpty() ? null : line;
  }

  /** A time as a FHIR instant; null if FHIR has no such year. */
  static @Nullable InstantType instant(@Nullable Instant time) {
    return time == null || time.isBefore(FIRST) || time.isAfter(LAST)
        ? null
        : new InstantType(MILLIS.format(time));
  }

  /** A decimal that FHIR can hold; null if the text is none. */
  static @Nullable BigDecimal decimal(String value) {
    if (value.length() > MAX_DIGITS) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(value.strip());
      return Math.abs((long) number.scale()) > MAX_DIGITS ? null : number;
    } catch (NumberFormatException text) {
      return null;
    }
  }

  /** A quantity in the rule's unit, which is UCUM; null if there is no number. */
  static @Nullable Quantity normalized(@Nullable Double value, @Nullable String unit) {
    if (value == null || !Double.isFinite(value)) {
      return null;
    }
    Quantity quantity = new Quantity().setValue(BigDecimal.valueOf(value));
    String code = text(unit);
    return code == null
        ? quantity
        : quantity.setUnit(code).setSystem(UCUM).setCode(code.replace(" ", ""));
  }

  /** {@code <}, {@code <=}, {@code >=} or {@code >}; null if the text is none of them. */
  static @Nullable QuantityComparator comparator(@Nullable String text) {
    for (QuantityComparator comparator : QuantityComparator.values()) {
      if (comparator != QuantityComparator.NULL && comparator.toCode().equals(text)) {
        return comparator;
      }
    }
    return null;
  }

  /** A concept by its LOINC code, if that is one, and its name. */
  static CodeableConcept loinc(@Nullable String code, String name) {
    CodeableConcept concept = new CodeableConcept().setText(text(name));
    if (code != null && LOINC_CODE.matcher(code).matches()) {
      concept.addCoding().setSystem(LOINC).setCode(code);
    }
    return concept;
  }

  /**
   * A reference to a resource of the source's, by type and logical id. A receiver resolves it where
   * the source keeps its resources.
   */
  static Reference resource(String type, String id) {
    return RESOURCE_ID.matcher(id).matches()
        ? new Reference(type + "/" + id).setType(type)
        : logical(id).setType(type);
  }

  /**
   * A reference as received. One that is no literal reference to one of the types, or that points
   * into the resource it came from, becomes an identifier.
   */
  static @Nullable Reference received(@Nullable String reference, Set<String> types) {
    if (text(reference, MAX_ID) == null || reference == null) {
      return null;
    }
    if (reference.length() <= MAX_ID) {
      var literal = LITERAL.matcher(reference);
      if (literal.matches() && types.contains(literal.group(1))) {
        return new Reference(reference).setType(literal.group(1));
      }
    }
    return logical(reference);
  }

  private static Reference logical(String id) {
    Identifier identifier = new Identifier().setValue(text(id, MAX_ID));
    if (ABSOLUTE_URI.matcher(id).matches()) {
      identifier.setSystem("urn:ietf:rfc:3986");
    }
    return new Reference().setIdentifier(identifier);
  }
}
