package dev.vigil.config.units;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A conversion factor as a fraction, so that a value on a limit stays on it: nothing is rounded
 * before it is compared.
 */
public record Conversion(BigDecimal numerator, BigDecimal denominator) {
  public static final Conversion IDENTITY = new Conversion(BigDecimal.ONE, BigDecimal.ONE);

  public Conversion times(BigDecimal over, BigDecimal under) {
    return new Conversion(numerator.multiply(over), denominator.multiply(under));
  }

  public Conversion times(Conversion other) {
    return times(other.numerator, other.denominator);
  }

  /** Compares a converted value with a limit, exactly. */
  public int compare(BigDecimal value, BigDecimal limit) {
    if (isIdentity()) {
      return value.compareTo(limit);
    }
    return value.multiply(numerator).compareTo(limit.multiply(denominator));
  }

  /** The converted value, for display. */
  public double apply(BigDecimal value) {
    if (isIdentity()) {
      return value.doubleValue();
    }
    return value.multiply(numerator).divide(denominator, MathContext.DECIMAL64).doubleValue();
  }

  private boolean isIdentity() {
    return equals(IDENTITY);
  }

  public boolean isSame(Conversion other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator))
        == 0;
  }
}
