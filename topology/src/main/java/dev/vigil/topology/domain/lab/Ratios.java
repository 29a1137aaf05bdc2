package dev.vigil.topology.domain.lab;

import dev.vigil.config.units.UnitSynonyms;
import dev.vigil.serdes.fhir.ResultValue;
import dev.vigil.serdes.fhir.ResultValue.Quantity;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ratios that are quantities. Two kinds are:
 *
 * <ul>
 *   <li>both sides have a unit, and the denominator is an exact number above zero: 6.9 mmol in 1 L
 *       is 6.9 mmol/L, 45 mL in 100 mL is 0.45 mL/mL;
 *   <li>no side has a unit, and the denominator is exactly 100: a percentage.
 * </ul>
 *
 * All others are no number to compare: a titre such as 1:128 names a dilution, and what a number
 * means of which only one side has a unit is a guess.
 */
final class Ratios {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final String PERCENT = "%";

  private Ratios() {}

  static Reading read(ResultValue.Ratio ratio) {
    Quantity numerator = ratio.numerator();
    Quantity denominator = ratio.denominator();
    if (numerator == null
        || denominator == null
        || denominator.comparator() != null
        || denominator.number().signum() <= 0) {
      return Reading.unmeasured(ratio, LabReasons.VALUE_RATIO);
    }
    String over = unit(numerator);
    String under = unit(denominator);
    BigDecimal divisor = denominator.number();
    String unit;
    if (over != null && under != null) {
      unit = over + "/" + under;
    } else if (over == null && under == null && isPercentage(numerator, divisor)) {
      unit = PERCENT;
      divisor = BigDecimal.ONE;
    } else {
      return Reading.unmeasured(ratio, LabReasons.VALUE_RATIO);
    }
    Interval interval = Interval.of(numerator.comparator(), numerator.number());
    if (interval == null) {
      return Reading.unmeasured(ratio, LabReasons.COMPARATOR_UNKNOWN);
    }
    boolean whole = divisor.compareTo(BigDecimal.ONE) == 0;
    return new Reading(
        numerator.comparator(),
        whole ? numerator.text() : numerator.text() + "/" + denominator.text(),
        unit,
        new Measured(interval, divisor, unit, null, false, false),
        null);
  }

  /** 1:100 is a titre, and a percentage without a unit would look the same. */
  private static boolean isPercentage(Quantity numerator, BigDecimal denominator) {
    return denominator.compareTo(HUNDRED) == 0 && numerator.number().compareTo(BigDecimal.ONE) != 0;
  }

  private static @Nullable String unit(Quantity quantity) {
    String coded = Reading.ucum(quantity);
    String written = coded == null ? Reading.unit(quantity) : coded;
    // The unity is no unit: 1 {titre}, or 1 of UCUM
    return written == null || written.equals("1") || written.startsWith("{")
        ? null
        : UnitSynonyms.toUcum(written);
  }
}
