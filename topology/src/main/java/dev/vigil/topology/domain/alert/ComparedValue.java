package dev.vigil.topology.domain.alert;

import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.topology.domain.lab.CriticalValue;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.Interval;
import dev.vigil.topology.domain.lab.RuleVerdict;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value that its rule holds against the patient's other values.
 *
 * @param value as an alert says it
 * @param rule the rule that asks for it
 * @param normalized the number in the unit of the rule
 * @param interval where the true value lies, in the unit of the rule
 */
record ComparedValue(
    CriticalValue value, CriticalValueRule rule, double normalized, Interval interval) {
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?");

  /** The value of a finding, or null if no rule asks for it or it is not one number. */
  static @Nullable ComparedValue of(Finding finding) {
    RuleVerdict verdict = finding.verdict();
    CriticalValue value = finding.critical();
    if (verdict == null || value == null || !verdict.isComparedWithOthers()) {
      return null;
    }
    CriticalValueRule rule = verdict.rule();
    Double normalized = value.normalizedValue();
    // Of a range only one end was converted: it is no single value to compare with.
    if (rule == null || normalized == null || !NUMBER.matcher(value.value()).matches()) {
      return null;
    }
    Interval interval = Interval.of(value.comparator(), BigDecimal.valueOf(normalized));
    return interval == null ? null : new ComparedValue(value, rule, normalized, interval);
  }
}
