package dev.vigil.config.units;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

  /** Milliseconds each to compute, and they come from outside: remembered, within a bound. */
  private static final int MAX_REMEMBERED = 1_024;

  private final UcumEssenceService service;
  private final Map<String, Optional<Canonical>> remembered = new HashMap<>();

  /** What one of a unit is in base units. */
  private record Canonical(BigDecimal value, String unit) {}

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
    Canonical source = canonical(from);
    Canonical target = canonical(to);
    if (source == null || target == null || !source.unit().equals(target.unit())) {
      return null;
    }
    return new Conversion(source.value(), target.value());
  }

  private @Nullable Canonical canonical(String unit) {
    if (!isHarmless(unit)) {
      return null;
    }
    Optional<Canonical> known = remembered.get(unit);
    if (known == null) {
      known = Optional.ofNullable(compute(unit));
      if (remembered.size() >= MAX_REMEMBERED) {
        remembered.clear();
      }
      remembered.put(unit, known);
    }
    return known.orElse(null);
  }

  private @Nullable Canonical compute(String unit) {
    try {
      Pair pair = service.getCanonicalForm(new Pair(new Decimal(ONE), unit));
      BigDecimal value = exact(pair.getValue());
      return value.signum() > 0 ? new Canonical(value, pair.getCode()) : null;
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
