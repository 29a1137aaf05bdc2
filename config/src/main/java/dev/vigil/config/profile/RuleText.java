package dev.vigil.config.profile;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a rule says, as a person reads it. */
public final class RuleText {
  private RuleText() {}

  /** For example {@code from P28D to P16Y}; {@code all ages} if the row says nothing. */
  public static String age(CriticalValueRule rule) {
    String from = rule.ageMin().isZero() ? "" : "from " + rule.ageMin();
    String to = rule.ageMax() == null ? "" : "to " + rule.ageMax();
    String age = (from + ' ' + to).strip();
    return age.isEmpty() ? "all ages" : age;
  }

  /** Both limits, for example {@code < 2.8 or > 6.2 mmol/L}; empty if there is none. */
  public static String limits(CriticalValueRule rule) {
    String low = limit("<", rule.low(), "");
    String high = limit(">", rule.high(), "");
    String limits = low + (low.isEmpty() || high.isEmpty() ? "" : " or ") + high;
    return limits.isEmpty() ? "" : limits + ' ' + rule.unit();
  }

  /** The delta limit, for example {@code > 100 umol/L within PT48H}; empty if there is none. */
  public static String delta(CriticalValueRule rule) {
    DeltaLimit delta = rule.delta();
    return delta == null
        ? ""
        : "> " + delta.change().toPlainString() + ' ' + rule.unit() + " within " + delta.within();
  }

  static String limit(String operator, @Nullable Limit limit, String unit) {
    return limit == null
        ? ""
        : (operator + (limit.inclusive() ? "= " : " ") + limit.value().toPlainString() + ' ' + unit)
            .strip();
  }

  static String duration(@Nullable Duration duration) {
    return duration == null ? "" : duration.toString();
  }

  static String enabled(CriticalValueRule rule) {
    return rule.enabled() ? "yes" : "no";
  }
}
