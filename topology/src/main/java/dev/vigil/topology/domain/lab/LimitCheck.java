package dev.vigil.topology.domain.lab;

import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.Limit;
import dev.vigil.config.units.Conversion;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Compares the interval in which a value lies with the limits of a rule. */
enum LimitCheck {
  /** Every value it can be is critically low. */
  LOW,
  /** Every value it can be is critically high. */
  HIGH,
  /** No value it can be is critical. */
  WITHIN,
  /** Some values it can be are critical, some are not. */
  UNDECIDABLE;

  static LimitCheck of(CriticalValueRule rule, Interval value, Conversion conversion) {
    boolean possible = false;
    Limit low = rule.low();
    if (low != null) {
      if (isSurelyBeyond(order(value.upper(), low, conversion), value.upperIncluded(), low)) {
        return LOW;
      }
      possible =
          isPossiblyBeyond(order(value.lower(), low, conversion), value.lowerIncluded(), low);
    }
    Limit high = rule.high();
    if (high != null) {
      Integer lower = mirrored(order(value.lower(), high, conversion));
      if (isSurelyBeyond(lower, value.lowerIncluded(), high)) {
        return HIGH;
      }
      Integer upper = mirrored(order(value.upper(), high, conversion));
      possible |= isPossiblyBeyond(upper, value.upperIncluded(), high);
    }
    return possible ? UNDECIDABLE : WITHIN;
  }

  /** The limit that was crossed. */
  @Nullable Limit limit(CriticalValueRule rule) {
    return this == LOW ? rule.low() : this == HIGH ? rule.high() : null;
  }

  private static @Nullable Integer order(
      @Nullable BigDecimal end, Limit limit, Conversion conversion) {
    return end == null ? null : Integer.signum(conversion.compare(end, limit.value()));
  }

  private static @Nullable Integer mirrored(@Nullable Integer order) {
    return order == null ? null : -order;
  }

  // Order is negative where an end is beyond the limit; null if it is open, that is, infinitely
  // far.

  /** Looks at the end that is nearer to the other side: all the rest is further out. */
  private static boolean isSurelyBeyond(@Nullable Integer order, boolean included, Limit limit) {
    return order != null && (order < 0 || (order == 0 && (limit.inclusive() || !included)));
  }

  /** Looks at the end that is furthest out. */
  private static boolean isPossiblyBeyond(@Nullable Integer order, boolean included, Limit limit) {
    return order == null || order < 0 || (order == 0 && limit.inclusive() && included);
  }
}
