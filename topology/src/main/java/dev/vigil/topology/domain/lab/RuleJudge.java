package dev.vigil.topology.domain.lab;

import dev.vigil.avro.Direction;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.units.Conversion;
import dev.vigil.config.units.UnitSynonyms;
import dev.vigil.config.units.Units;
import dev.vigil.serdes.fhir.ResultValue;
import dev.vigil.topology.domain.lab.Finding.Outcome;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Judges one value by the rules of one LOINC code. */
final class RuleJudge {
  private final Units units;

  RuleJudge(Units units) {
    this.units = units;
  }

  RuleVerdict judge(
      CodeRules rules, ResultValue value, boolean dataAbsent, Reading reading, PatientAge age) {
    if (rules.bands().isEmpty()) {
      return undecided(Outcome.NOT_COVERED, LabReasons.RULE_DISABLED, rules, age);
    }
    if (value instanceof ResultValue.Absent) {
      String reason = dataAbsent ? LabReasons.DATA_ABSENT : LabReasons.NO_VALUE;
      return undecided(Outcome.IGNORED, reason, rules, age);
    }
    if (dataAbsent) {
      return undecided(Outcome.REVIEW, LabReasons.VALUE_WITH_DATA_ABSENT, rules, age);
    }
    BigDecimal number = reading.number();
    if (number == null) {
      return undecided(Outcome.REVIEW, whyNotNumeric(value), rules, age);
    }
    Bound bound = Bound.of(reading.comparator());
    if (bound == null) {
      return undecided(Outcome.REVIEW, LabReasons.COMPARATOR_UNKNOWN, rules, age);
    }
    CodeRules.Choice choice = rules.choose(age);
    CriticalValueRule rule = choice.rule();
    RuleVerdict verdict =
        rule == null
            ? RuleVerdict.undecided(
                Outcome.NOT_COVERED, LabReasons.NO_RULE_FOR_AGE, rules.loinc(), choice.basis())
            : judge(rule, bound, number, reading, choice);
    if (verdict.outcome() == Outcome.CRITICAL || verdict.outcome() == Outcome.REVIEW) {
      return verdict;
    }
    for (CriticalValueRule other : choice.others()) {
      Outcome outcome = judge(other, bound, number, reading, choice).outcome();
      if (outcome == Outcome.CRITICAL || outcome == Outcome.REVIEW) {
        return RuleVerdict.undecided(
            Outcome.REVIEW, LabReasons.AGE_UNKNOWN, rules.loinc(), choice.basis());
      }
    }
    return verdict;
  }

  private RuleVerdict judge(
      CriticalValueRule rule,
      Bound bound,
      BigDecimal number,
      Reading reading,
      CodeRules.Choice choice) {
    Conversion conversion = conversion(reading, rule);
    if (conversion == null) {
      boolean missing = reading.ucum() == null && reading.unit() == null;
      String reason = missing ? LabReasons.UNIT_MISSING : LabReasons.UNIT_NOT_CONVERTIBLE;
      return verdict(Outcome.REVIEW, reason, rule, null, null, choice);
    }
    LimitCheck check = LimitCheck.of(rule, bound, number, conversion);
    Double normalized = conversion.apply(number);
    return switch (check) {
      case LOW ->
          verdict(Outcome.CRITICAL, LabReasons.BELOW_LOW_LIMIT, rule, normalized, check, choice);
      case HIGH ->
          verdict(Outcome.CRITICAL, LabReasons.ABOVE_HIGH_LIMIT, rule, normalized, check, choice);
      case UNDECIDABLE ->
          verdict(
              Outcome.REVIEW, LabReasons.COMPARATOR_UNDECIDABLE, rule, normalized, null, choice);
      case WITHIN -> within(rule, reading, conversion, normalized, choice);
    };
  }

  private RuleVerdict within(
      CriticalValueRule rule,
      Reading reading,
      Conversion conversion,
      Double normalized,
      CodeRules.Choice choice) {
    if (isConflict(reading, rule, conversion)) {
      return verdict(Outcome.REVIEW, LabReasons.UNIT_CONFLICT, rule, normalized, null, choice);
    }
    boolean assumed = reading.unitAssumed() && !Units.isDimensionless(rule.unit());
    String reason = assumed ? LabReasons.WITHIN_LIMITS_UNIT_ASSUMED : LabReasons.WITHIN_LIMITS;
    return verdict(Outcome.NORMAL, reason, rule, normalized, null, choice);
  }

  private @Nullable Conversion conversion(Reading reading, CriticalValueRule rule) {
    String ucum = reading.ucum();
    String unit = reading.unit();
    if (ucum != null) {
      Conversion conversion = units.conversion(ucum, rule.unit(), rule.substance());
      // The text may only stand in for a code that means nothing, not for one that does not fit.
      if (conversion != null || unit == null || units.isKnown(UnitSynonyms.toUcum(ucum))) {
        return conversion;
      }
    }
    if (unit != null) {
      return units.conversion(unit, rule.unit(), rule.substance());
    }
    return reading.unitAssumed() || Units.isDimensionless(rule.unit()) ? Conversion.IDENTITY : null;
  }

  /** Whether the text beside a coded unit is a unit too, and another one. */
  private boolean isConflict(Reading reading, CriticalValueRule rule, Conversion conversion) {
    String unit = reading.unit();
    if (reading.ucum() == null || unit == null || unit.equals(reading.ucum())) {
      return false;
    }
    Conversion shown = units.conversion(unit, rule.unit(), rule.substance());
    return shown != null && !shown.isSame(conversion);
  }

  private static String whyNotNumeric(ResultValue value) {
    if (value instanceof ResultValue.Range) {
      return LabReasons.VALUE_RANGE;
    }
    if (value instanceof ResultValue.Ratio) {
      return LabReasons.VALUE_RATIO;
    }
    if (value instanceof ResultValue.Several) {
      return LabReasons.SEVERAL_VALUES;
    }
    if (value instanceof ResultValue.Malformed) {
      return LabReasons.VALUE_MALFORMED;
    }
    boolean words = value instanceof ResultValue.Text || value instanceof ResultValue.Coded;
    return words ? LabReasons.VALUE_NOT_NUMERIC : LabReasons.VALUE_TYPE_UNSUPPORTED;
  }

  private static RuleVerdict undecided(
      Outcome outcome, String reason, CodeRules rules, PatientAge age) {
    return RuleVerdict.undecided(outcome, reason, rules.loinc(), age.basis());
  }

  private static RuleVerdict verdict(
      Outcome outcome,
      String reason,
      CriticalValueRule rule,
      @Nullable Double normalized,
      @Nullable LimitCheck crossed,
      CodeRules.Choice choice) {
    Direction direction =
        crossed == null ? null : crossed == LimitCheck.LOW ? Direction.LOW : Direction.HIGH;
    return new RuleVerdict(
        outcome,
        reason,
        rule.loinc(),
        rule,
        normalized,
        direction,
        crossed == null ? null : crossed.limit(rule),
        choice.basis());
  }
}
