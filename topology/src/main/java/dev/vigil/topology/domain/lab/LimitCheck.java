package dev.vigil.topology.domain.lab;

import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.Limit;
import dev.vigil.config.units.Conversion;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Compares a value, which a comparator may make an interval, with the limits of a rule. */
enum LimitCheck {
  /** Every value it can be is critically low. */
  LOW,
  /** Every value it can be is critically high. */
  HIGH,
  /** No value it can be is critical. */
  WITHIN,
  /** Some values it can be are critical, some are not. */
  UNDECIDABLE;

  static LimitCheck of(
      CriticalValueRule rule, Bound bound, BigDecimal value, Conversion conversion) {
    Bound mirrored = mirror(bound);
    boolean possible = false;
    Limit low = rule.low();
    if (low != null) {
      int order = conversion.compare(value, low.value());
      if (isSurelyBeyond(bound, order, low.inclusive())) {
        return LOW;
      }
      possible = isPossiblyBeyond(bound, order, low.inclusive());
    }
    Limit high = rule.high();
    if (high != null) {
      int order = -conversion.compare(value, high.value());
      if (isSurelyBeyond(mirrored, order, high.inclusive())) {
        return HIGH;
      }
      possible |= isPossiblyBeyond(mirrored, order, high.inclusive());
    }
    return possible ? UNDECIDABLE : WITHIN;
  }

  /** The limit that was crossed. */
  @Nullable Limit limit(CriticalValueRule rule) {
    return this == LOW ? rule.low() : this == HIGH ? rule.high() : null;
  }

  // Both methods look at a low limit; order is negative if the number is below it.

  private static boolean isSurelyBeyond(Bound bound, int order, boolean inclusive) {
    return switch (bound) {
      case LESS -> order <= 0;
      case EXACT, LESS_OR_EQUAL -> isBeyond(order, inclusive);
      case GREATER, GREATER_OR_EQUAL -> false;
    };
  }

  private static boolean isPossiblyBeyond(Bound bound, int order, boolean inclusive) {
    return switch (bound) {
      case LESS, LESS_OR_EQUAL -> true;
      case EXACT, GREATER_OR_EQUAL -> isBeyond(order, inclusive);
      case GREATER -> order < 0;
    };
  }

  private static boolean isBeyond(int order, boolean inclusive) {
    return order < 0 || (order == 0 && inclusive);
  }

  private static Bound mirror(Bound bound) {
    return switch (bound) {
      case EXACT -> Bound.EXACT;
      case LESS -> Bound.GREATER;
      case LESS_OR_EQUAL -> Bound.GREATER_OR_EQUAL;
      case GREATER_OR_EQUAL -> Bound.LESS_OR_EQUAL;
      case GREATER -> Bound.LESS;
    };
  }
}
