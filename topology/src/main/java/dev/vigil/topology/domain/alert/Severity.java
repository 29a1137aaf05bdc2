package dev.vigil.topology.domain.alert;

import dev.vigil.avro.Direction;
import dev.vigil.topology.domain.lab.Interval;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Which of two values of one analyte, in one unit, is further out. */
final class Severity {
  private Severity() {}

  /** Whether a value is surely no further out in its direction than another. */
  static boolean isNoWorse(Interval value, Interval than, Direction direction) {
    return switch (direction) {
      case HIGH -> isAtMost(value.upper(), than.lower());
      case LOW -> isAtMost(than.upper(), value.lower());
      // Without a direction nothing is known of better and worse.
      default -> false;
    };
  }

  private static boolean isAtMost(@Nullable BigDecimal a, @Nullable BigDecimal b) {
    return a != null && b != null && a.compareTo(b) <= 0;
  }
}
