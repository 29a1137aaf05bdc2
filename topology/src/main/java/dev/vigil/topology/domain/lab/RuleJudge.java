package dev.vigil.topology.domain.lab;

import dev.vigil.avro.Direction;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.units.Conversion;
import dev.vigil.config.units.UnitSynonyms;
import dev.vigil.config.units.Units;
import dev.vigil.serdes.fhir.ResultValue;
import dev.vigil.topology.domain.lab.Finding.Outcome;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Judges one value by the rules of one LOINC code. */
final class RuleJudge {
  private final Units units;

  RuleJudge(Units units) {
    this.units = units;
  }

  RuleVerdict judge(
      CodeRules rules,
      ResultValue value,
      boolean dataAbsent,
      Reading reading,
      PatientAge age,
      StatedSpecimen specimen) {
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
    if (!specimen.fits(rules.specimens())) {
      return new RuleVerdict(
          Outcome.REVIEW,
          LabReasons.SPECIMEN_MISMATCH,
          rules.loinc(),
          null,
          null,
          null,
          null,
          List.of(LabRemarks.SPECIMEN_MISMATCH),
          age.basis());
    }
    Measured measured = reading.measured();
    if (measured == null) {
      String whyNot = Objects.requireNonNullElse(reading.whyNot(), LabReasons.VALUE_NOT_NUMERIC);
      return undecided(Outcome.REVIEW, whyNot, rules, age);
    }
    CodeRules.Choice choice = rules.choose(age);
    CriticalValueRule rule = choice.rule();
    RuleVerdict verdict =
        rule == null
            ? RuleVerdict.undecided(
                Outcome.NOT_COVERED, LabReasons.NO_RULE_FOR_AGE, rules.loinc(), choice.basis())
            : judge(rule, measured, choice);
    if (verdict.outcome() == Outcome.CRITICAL || verdict.outcome() == Outcome.REVIEW) {
      return verdict;
    }
    for (CriticalValueRule other : choice.others()) {
      Outcome outcome = judge(other, measured, choice).outcome();
      if (outcome == Outcome.CRITICAL || outcome == Outcome.REVIEW) {
        return RuleVerdict.undecided(
            Outcome.REVIEW, LabReasons.AGE_UNKNOWN, rules.loinc(), choice.basis());
      }
    }
    return verdict;
  }

  private RuleVerdict judge(CriticalValueRule rule, Measured measured, CodeRules.Choice choice) {
    Conversion conversion = conversion(measured, rule);
    if (conversion == null) {
      String reason =
          measured.hasUnit() ? LabReasons.UNIT_NOT_CONVERTIBLE : LabReasons.UNIT_MISSING;
      return verdict(Outcome.REVIEW, reason, rule, null, null, List.of(), choice);
    }
    LimitCheck check = LimitCheck.of(rule, measured.interval(), conversion);
    Double normalized = conversion.apply(measured.interval().nearest(check));
    boolean conflict = isConflict(measured, rule, conversion);
    boolean assumed = measured.unitAssumed() && !Units.isDimensionless(rule.unit());
    List<String> remarks = remarks(conflict, assumed);
    return switch (check) {
      case LOW ->
          verdict(
              Outcome.CRITICAL,
              LabReasons.BELOW_LOW_LIMIT,
              rule,
              normalized,
              check,
              remarks,
              choice);
      case HIGH ->
          verdict(
              Outcome.CRITICAL,
              LabReasons.ABOVE_HIGH_LIMIT,
              rule,
              normalized,
              check,
              remarks,
              choice);
      case UNDECIDABLE -> {
        String reason =
            measured.range()
                ? LabReasons.VALUE_RANGE_UNDECIDABLE
                : LabReasons.COMPARATOR_UNDECIDABLE;
        yield verdict(Outcome.REVIEW, reason, rule, normalized, null, remarks, choice);
      }
      case WITHIN -> {
        if (conflict) {
          yield verdict(
              Outcome.REVIEW, LabReasons.UNIT_CONFLICT, rule, normalized, null, remarks, choice);
        }
        String reason = assumed ? LabReasons.WITHIN_LIMITS_UNIT_ASSUMED : LabReasons.WITHIN_LIMITS;
        yield verdict(Outcome.NORMAL, reason, rule, normalized, null, remarks, choice);
      }
    };
  }

  private static List<String> remarks(boolean conflict, boolean assumed) {
    if (!conflict && !assumed) {
      return List.of();
    }
    List<String> remarks = new ArrayList<>(2);
    if (conflict) {
      remarks.add(LabRemarks.UNIT_CONFLICT);
    }
    if (assumed) {
      remarks.add(LabRemarks.UNIT_ASSUMED);
    }
    return remarks;
  }

  private @Nullable Conversion conversion(Measured measured, CriticalValueRule rule) {
    Conversion conversion = conversionOfUnit(measured, rule);
    if (conversion == null || measured.divisor().compareTo(BigDecimal.ONE) == 0) {
      return conversion;
    }
    return conversion.times(BigDecimal.ONE, measured.divisor());
  }

  private @Nullable Conversion conversionOfUnit(Measured measured, CriticalValueRule rule) {
    String ucum = measured.ucum();
    String unit = measured.unit();
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
    return measured.unitAssumed() || Units.isDimensionless(rule.unit())
        ? Conversion.IDENTITY
        : null;
  }

  /** Whether the text beside a coded unit is a unit too, and another one. */
  private boolean isConflict(Measured measured, CriticalValueRule rule, Conversion conversion) {
    String unit = measured.unit();
    if (measured.ucum() == null || unit == null || unit.equals(measured.ucum())) {
      return false;
    }
    Conversion shown = units.conversion(unit, rule.unit(), rule.substance());
    // Milliequivalents of calcium do not convert, and are no millimoles all the more.
    return shown == null ? units.isKnown(UnitSynonyms.toUcum(unit)) : !shown.isSame(conversion);
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
      List<String> remarks,
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
        remarks,
        choice.basis());
  }
}
