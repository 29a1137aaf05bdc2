package dev.vigil.topology.domain.lab;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What of a value can be compared with limits.
 *
 * @param interval where the value lies
 * @param divisor what the numbers are still to be divided by: the denominator of a ratio, else 1
 * @param ucum the coded unit, if its system is UCUM
 * @param unit the unit for display, or a code of another system; null if none was sent
 * @param unitAssumed the number came as text without a unit, so the rule's unit is assumed
 * @param range it came as a range
 */
record Measured(
    Interval interval,
    BigDecimal divisor,
    @Nullable String ucum,
    @Nullable String unit,
    boolean unitAssumed,
    boolean range) {

  boolean hasUnit() {
    return ucum != null || unit != null;
  }
}
