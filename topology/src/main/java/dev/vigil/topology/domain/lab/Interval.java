package dev.vigil.topology.domain.lab;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Where the true value lies: a number is an interval of one point, a comparator leaves one side
 * open, a range has two ends.
 *
 * @param lower null: open; never null both
 * @param lowerIncluded whether the value may be {@code lower} itself
 * @param upper null: open; never null both
 * @param upperIncluded whether the value may be {@code upper} itself
 */
record Interval(
    @Nullable BigDecimal lower,
    boolean lowerIncluded,
    @Nullable BigDecimal upper,
    boolean upperIncluded) {

  /** The interval that a FHIR comparator makes of a number, or null if there is no such one. */
  static @Nullable Interval of(@Nullable String comparator, BigDecimal number) {
    if (comparator == null) {
      return new Interval(number, true, number, true);
    }
    return switch (comparator) {
      case "<" -> new Interval(null, false, number, false);
      case "<=" -> new Interval(null, false, number, true);
      case ">=" -> new Interval(number, true, null, false);
      case ">" -> new Interval(number, false, null, false);
      default -> null;
    };
  }

  /** The number that stands for it: of two, the one that is less far beyond a limit. */
  BigDecimal nearest(LimitCheck check) {
    BigDecimal preferred = check == LimitCheck.LOW ? upper : lower;
    BigDecimal other = check == LimitCheck.LOW ? lower : upper;
    if (preferred != null) {
      return preferred;
    }
    if (other == null) {
      throw new IllegalStateException("an interval without ends");
    }
    return other;
  }
}
