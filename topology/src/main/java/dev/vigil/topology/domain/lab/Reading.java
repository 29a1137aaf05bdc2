package dev.vigil.topology.domain.lab;

import dev.vigil.serdes.fhir.ResultValue;
import dev.vigil.serdes.fhir.ResultValue.Quantity;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A value as it can be shown and compared.
 *
 * @param comparator as received; null for an exact value
 * @param text as received
 * @param shownUnit what alerts show: code, else text, else nothing
 * @param measured what can be compared with limits; null if nothing
 * @param whyNot reason of {@link LabReasons} why nothing can be compared; null if something can
 */
record Reading(
    @Nullable String comparator,
    String text,
    String shownUnit,
    @Nullable Measured measured,
    @Nullable String whyNot) {

  /** The number as received, beside its comparator; null if there is none, or more than one. */
  @Nullable BigDecimal number() {
    if (measured == null || measured.divisor().compareTo(BigDecimal.ONE) != 0) {
      return null;
    }
    Interval interval = measured.interval();
    boolean one =
        interval.lower() == null
            || interval.upper() == null
            || interval.lower().compareTo(interval.upper()) == 0;
    return one ? interval.nearest(LimitCheck.WITHIN) : null;
  }

  static Reading of(ResultValue value) {
    if (value instanceof Quantity quantity) {
      return ofQuantity(quantity);
    }
    if (value instanceof ResultValue.Text text) {
      return ofText(text);
    }
    if (value instanceof ResultValue.Range range) {
      return ofRange(range);
    }
    if (value instanceof ResultValue.Ratio ratio) {
      return Ratios.read(ratio);
    }
    if (value instanceof ResultValue.Whole whole) {
      return measured(null, whole.text(), "", whole.number(), null, null, false);
    }
    return unmeasured(value, whyNotNumeric(value));
  }

  static Reading unmeasured(ResultValue value, String whyNot) {
    return new Reading(null, value.text(), "", null, whyNot);
  }

  private static Reading ofQuantity(Quantity quantity) {
    return measured(
        quantity.comparator(),
        quantity.text(),
        shownUnit(quantity),
        quantity.number(),
        ucum(quantity),
        unit(quantity),
        false);
  }

  private static Reading ofText(ResultValue.Text text) {
    NumericText number = NumericText.parse(text.text());
    if (number == null) {
      return unmeasured(text, LabReasons.VALUE_NOT_NUMERIC);
    }
    String unit = number.unit();
    return measured(
        number.comparator(),
        number.text(),
        unit,
        number.number(),
        null,
        unit.isEmpty() ? null : unit,
        unit.isEmpty());
  }

  private static Reading measured(
      @Nullable String comparator,
      String text,
      String shownUnit,
      BigDecimal number,
      @Nullable String ucum,
      @Nullable String unit,
      boolean unitAssumed) {
    Interval interval = Interval.of(comparator, number);
    if (interval == null) {
      return new Reading(comparator, text, shownUnit, null, LabReasons.COMPARATOR_UNKNOWN);
    }
    return new Reading(
        comparator,
        text,
        shownUnit,
        new Measured(interval, BigDecimal.ONE, ucum, unit, unitAssumed, false),
        null);
  }

  /**
   * An end that is missing is unknown (FHIR R4, Range), so that nothing bounds the value on that
   * side. Ends of different units are not one range, whatever they could be converted to.
   */
  private static Reading ofRange(ResultValue.Range range) {
    Quantity low = range.low();
    Quantity high = range.high();
    Quantity one = low == null ? high : low;
    if (one == null
        || (low != null && low.comparator() != null)
        || (high != null && high.comparator() != null)
        || (low != null && high != null && low.number().compareTo(high.number()) > 0)) {
      return unmeasured(range, LabReasons.VALUE_MALFORMED);
    }
    if (low != null && high != null && !hasSameUnit(low, high)) {
      return unmeasured(range, LabReasons.UNIT_CONFLICT);
    }
    Interval interval =
        new Interval(
            low == null ? null : low.number(), true, high == null ? null : high.number(), true);
    String comparator = low == null ? "<=" : high == null ? ">=" : null;
    return new Reading(
        comparator,
        comparator == null ? range.text() : one.text(),
        shownUnit(one),
        new Measured(interval, BigDecimal.ONE, ucum(one), unit(one), false, true),
        null);
  }

  private static boolean hasSameUnit(Quantity a, Quantity b) {
    String coded = ucum(a);
    if (coded != null || ucum(b) != null) {
      return coded != null && coded.equals(ucum(b));
    }
    String shown = unit(a);
    return shown == null ? unit(b) == null : shown.equals(unit(b));
  }

  /** The coded unit, if its system is UCUM. */
  static @Nullable String ucum(Quantity quantity) {
    return isUcum(quantity.system()) ? blankToNull(quantity.code()) : null;
  }

  /** The unit for display, else a code of another system. */
  static @Nullable String unit(Quantity quantity) {
    String unit = blankToNull(quantity.unit());
    return unit == null && !isUcum(quantity.system()) ? blankToNull(quantity.code()) : unit;
  }

  private static String shownUnit(Quantity quantity) {
    String code = blankToNull(quantity.code());
    String unit = blankToNull(quantity.unit());
    return code != null ? code : unit != null ? unit : "";
  }

  private static boolean isUcum(@Nullable String system) {
    return "http://unitsofmeasure.org".equals(system)
        || "https://unitsofmeasure.org".equals(system)
        || "http://unitsofmeasure.org/".equals(system)
        || "urn:oid:2.16.840.1.113883.6.8".equals(system);
  }

  private static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  private static String whyNotNumeric(ResultValue value) {
    if (value instanceof ResultValue.Several) {
      return LabReasons.SEVERAL_VALUES;
    }
    if (value instanceof ResultValue.Malformed) {
      return LabReasons.VALUE_MALFORMED;
    }
    return value instanceof ResultValue.Coded
        ? LabReasons.VALUE_NOT_NUMERIC
        : LabReasons.VALUE_TYPE_UNSUPPORTED;
  }
}
