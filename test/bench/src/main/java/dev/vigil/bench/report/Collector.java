package dev.vigil.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them: three or four significant digits, thousands apart. */
public final class Figures {
  private Figures() {}

  /** 96,234 as 96,200; 12.345 as 12.35; 0.0234 as 0.0234. */
  public static String of(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3, RoundingMode.HALF_UP));
    // Four digits where the first is 1: between 1.01 and 1.02 there is 1 %.
    if (rounded.unscaledValue().abs().toString().startsWith("1")) {
      rounded = new BigDecimal(value).round(new MathContext(4, RoundingMode.HALF_UP));
    }
    return plain(rounded);
  }

  /** A value on an axis: as it is, millions as such. */
  static String tick(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(6, RoundingMode.HALF_UP));
    return Math.abs(value) >= 1e6 ? plain(rounded.movePointLeft(6)) + "M" : plain(rounded);
  }

  /** The values' middle and spread. */
  public static String of(Measurement measurement) {
    return "%s %s (%s to %s)"
        .formatted(
            of(measurement.median()),
            measurement.unit(),
            of(measurement.min()),
            of(measurement.max()));
  }

  private static String plain(BigDecimal number) {
    if (number.signum() == 0) {
      return "0";
    }
    BigDecimal shortest = number.stripTrailingZeros();
    return String.format(Locale.ROOT, "%,." + Math.max(0, shortest.scale()) + "f", shortest);
  }
}
