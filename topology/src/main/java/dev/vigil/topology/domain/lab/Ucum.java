package dev.vigil.topology.domain.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import org.fhir.ucum.Decimal;
import org.fhir.ucum.Pair;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;
import org.jspecify.annotations.Nullable;

/** The UCUM library, behind a fence: units come from outside, and it trusts them too much. */
final class Ucum {
  private static final String DEFINITIONS = "/ucum-essence.xml";

  private static final int MAX_FACTOR_DIGITS = 3;
  private static final int MAX_POWER_OF_TEN_DIGITS = 2;

  /** The library multiplies exponents out one by one, and {@code u67} keeps it for minutes. */
  private static final int MAX_EXPONENT_DIGITS = 1;

  private static final int MAX_LENGTH = 40;

  /** Enough digits for the library, which divides with the precision it is given. */
  private static final String ONE = "1.000000000000000000000000";

  private final UcumEssenceService service;

  Ucum() {
    try (InputStream in = UcumEssenceService.class.getResourceAsStream(DEFINITIONS)) {
      service = new UcumEssenceService(in);
    } catch (UcumException e) {
      throw new IllegalStateException("the UCUM definitions cannot be read", e);
    } catch (IOException e) {
      throw new UncheckedIOException("the UCUM definitions cannot be read", e);
    }
  }

  /** Whether the unit is UCUM. */
  synchronized boolean isKnown(String unit) {
    return isHarmless(unit) && service.validate(unit) == null;
  }

  /** The factor from one unit to the other, or null if they measure different things. */
  synchronized @Nullable Conversion factor(String from, String to) {
    if (!isHarmless(from) || !isHarmless(to)) {
      return null;
    }
    try {
      Pair source = service.getCanonicalForm(new Pair(new Decimal(ONE), from));
      Pair target = service.getCanonicalForm(new Pair(new Decimal(ONE), to));
      if (!source.getCode().equals(target.getCode())) {
        return null;
      }
      BigDecimal numerator = exact(source.getValue());
      BigDecimal denominator = exact(target.getValue());
      return numerator.signum() > 0 && denominator.signum() > 0
          ? new Conversion(numerator, denominator)
          : null;
    } catch (UcumException e) {
      return null;
    }
  }

  private static BigDecimal exact(Decimal value) {
    return new BigDecimal(value.asDecimal()).stripTrailingZeros();
  }

  private static boolean isHarmless(String unit) {
    if (unit.isEmpty() || unit.length() > MAX_LENGTH) {
      return false;
    }
    int row = 0;
    int allowed = MAX_FACTOR_DIGITS;
    for (int i = 0; i < unit.length(); i++) {
      char c = unit.charAt(i);
      if (c < '!' || c > '~') {
        return false;
      }
      boolean digit = c >= '0' && c <= '9';
      row = digit ? row + 1 : 0;
      if (row > allowed) {
        return false;
      }
      allowed =
          switch (c) {
            case '.', '/', '(' -> MAX_FACTOR_DIGITS;
            case '*', '^' -> MAX_POWER_OF_TEN_DIGITS;
            // A sign belongs to what stands before it, as the next digit does.
            case '+', '-' -> allowed;
            default -> digit ? allowed : MAX_EXPONENT_DIGITS;
          };
    }
    return true;
  }
}
