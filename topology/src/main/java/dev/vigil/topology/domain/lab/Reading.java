package dev.vigil.topology.domain.lab;

import dev.vigil.serdes.fhir.ResultValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A value as it can be compared and shown.
 *
 * @param comparator as received; null for an exact value
 * @param number null if it is not a number
 * @param text as received
 * @param ucum the coded unit, if its system is UCUM
 * @param unit the unit for display, or a code of another system; null if none was sent
 * @param shownUnit what alerts show: code, else text, else nothing
 * @param unitAssumed the number came as text without a unit, so the rule's unit is assumed
 */
record Reading(
    @Nullable String comparator,
    @Nullable BigDecimal number,
    String text,
    @Nullable String ucum,
    @Nullable String unit,
    String shownUnit,
    boolean unitAssumed) {

  static Reading of(ResultValue value) {
    if (value instanceof ResultValue.Quantity quantity) {
      return ofQuantity(quantity);
    }
    if (value instanceof ResultValue.Text text) {
      NumericText number = NumericText.parse(text.text());
      if (number != null) {
        String unit = number.unit();
        return new Reading(
            number.comparator(),
            number.number(),
            number.text(),
            null,
            unit.isEmpty() ? null : unit,
            unit,
            unit.isEmpty());
      }
    }
    if (value instanceof ResultValue.Whole whole) {
      return new Reading(null, whole.number(), whole.text(), null, null, "", false);
    }
    return new Reading(null, null, value.text(), null, null, "", false);
  }

  private static Reading ofQuantity(ResultValue.Quantity quantity) {
    String code = blankToNull(quantity.code());
    String unit = blankToNull(quantity.unit());
    String ucum = isUcum(quantity.system()) ? code : null;
    String shown = code != null ? code : unit != null ? unit : "";
    return new Reading(
        quantity.comparator(),
        quantity.number(),
        quantity.text(),
        ucum,
        unit == null && ucum == null ? code : unit,
        shown,
        false);
  }

  private static boolean isUcum(@Nullable String system) {
    return "http://unitsofmeasure.org".equals(system)
        || "urn:oid:2.16.840.1.113883.6.8".equals(system);
  }

  private static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }
}
