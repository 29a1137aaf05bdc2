package dev.vigil.topology.domain.alert;

import dev.vigil.avro.Direction;
import dev.vigil.topology.domain.lab.Interval;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** From one value to a later one; a comparator makes either an interval. */
record Change(Interval from, Interval to) {

  Direction direction() {
    BigDecimal rise = leastRise();
    return rise != null && rise.signum() > 0 ? Direction.HIGH : Direction.LOW;
  }

  /** The least by which the value changed, whatever the comparators leave open. */
  BigDecimal least() {
    BigDecimal least = direction() == Direction.HIGH ? leastRise() : leastFall();
    return least == null ? BigDecimal.ZERO : least.max(BigDecimal.ZERO);
  }

  boolean isSurelyBeyond(BigDecimal limit) {
    int order = least().compareTo(limit);
    return order > 0 || (order == 0 && isEndLeftOut());
  }

  boolean isPossiblyBeyond(BigDecimal limit) {
    return isBeyond(difference(to.upper(), from.lower()), limit)
        || isBeyond(difference(from.upper(), to.lower()), limit);
  }

  private @Nullable BigDecimal leastRise() {
    return difference(to.lower(), from.upper());
  }

  private @Nullable BigDecimal leastFall() {
    return difference(from.lower(), to.upper());
  }

  /** Whether the two ends that are nearest to each other are not both values it can be. */
  private boolean isEndLeftOut() {
    return direction() == Direction.HIGH
        ? !to.lowerIncluded() || !from.upperIncluded()
        : !from.lowerIncluded() || !to.upperIncluded();
  }

  /** An open end is infinitely far. */
  private static boolean isBeyond(@Nullable BigDecimal difference, BigDecimal limit) {
    return difference == null || difference.compareTo(limit) > 0;
  }

  private static @Nullable BigDecimal difference(@Nullable BigDecimal a, @Nullable BigDecimal b) {
    return a == null || b == null ? null : a.subtract(b);
  }
}
