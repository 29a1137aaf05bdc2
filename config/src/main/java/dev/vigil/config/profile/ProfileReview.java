package dev.vigil.config.profile;

import dev.vigil.config.units.Conversion;
import dev.vigil.config.units.Units;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a valid profile holds that a laboratory director should look at before it is used. */
public final class ProfileReview {
  /** Published limits are rounded in each unit: 200 umol/L of creatinine and 2.26 mg/dL agree. */
  private static final BigDecimal ROUNDING = new BigDecimal("0.01");

  private final List<Remark> remarks = new ArrayList<>();

  /** Why a remark is made; the names are a contract with scripts. */
  public enum Reason {
    NOT_VALIDATED,
    DISABLED,
    AGE_GAP,
    NO_RULE_FROM_BIRTH,
    NO_ADULT_RULE,
    NO_LOW_LIMIT,
    NO_HIGH_LIMIT,
    ANY_SPECIMEN,
    LIMITS_DISAGREE
  }

  /**
   * One thing to look at.
   *
   * @param line in the file, from 1
   * @param analyte that it is about; empty: the whole profile
   * @param message says it in full, with code and analyte
   */
  public record Remark(int line, Reason reason, String analyte, String message) {}

  private ProfileReview() {}

  /** In the order of the lines. */
  public static List<Remark> of(CriticalValueProfile profile) {
    ProfileReview review = new ProfileReview();
    if (profile.validatedBy() == null) {
      review.remarks.add(
          new Remark(
              1,
              Reason.NOT_VALIDATED,
              "",
              "no laboratory validated it ('# validated-by: ...'): alerts say that its limits are"
                  + " an example"));
    }
    profile.rules().forEach(review::row);
    List<CriticalValueRule> enabled =
        profile.rules().stream().filter(CriticalValueRule::enabled).toList();
    review.ages(enabled);
    review.agreement(enabled);
    review.remarks.sort(Comparator.comparingInt(Remark::line));
    return List.copyOf(review.remarks);
  }

  private void add(CriticalValueRule rule, Reason reason, String message) {
    remarks.add(
        new Remark(
            rule.line(),
            reason,
            rule.analyte(),
            rule.loinc() + ' ' + rule.analyte() + ": " + message));
  }

  private void row(CriticalValueRule rule) {
    if (!rule.enabled()) {
      add(rule, Reason.DISABLED, "disabled, judges nothing");
      return;
    }
    if (rule.low() == null) {
      add(rule, Reason.NO_LOW_LIMIT, "no low limit");
    }
    if (rule.high() == null) {
      add(rule, Reason.NO_HIGH_LIMIT, "no high limit");
    }
    if (SpecimenSystem.of(rule.specimen()).isEmpty()) {
      add(
          rule,
          Reason.ANY_SPECIMEN,
          "specimen '" + rule.specimen() + "' names no LOINC system: judges any specimen");
    }
  }

  private void ages(List<CriticalValueRule> enabled) {
    Map<String, List<CriticalValueRule>> byCode = new LinkedHashMap<>();
    enabled.forEach(
        rule -> byCode.computeIfAbsent(rule.loinc(), code -> new ArrayList<>()).add(rule));
    for (List<CriticalValueRule> bands : byCode.values()) {
      bands.sort(AgeBandCheck.BY_START);
      CriticalValueRule first = bands.get(0);
      if (!first.ageMin().isZero()) {
        add(
            first,
            Reason.NO_RULE_FROM_BIRTH,
            "no rule for patients younger than " + first.ageMin());
      }
      for (int i = 1; i < bands.size(); i++) {
        CriticalValueRule before = bands.get(i - 1);
        CriticalValueRule next = bands.get(i);
        if (AgeBandCheck.isGap(before.ageMax(), next.ageMin())) {
          add(next, Reason.AGE_GAP, "no rule from " + before.ageMax() + " to " + next.ageMin());
        }
      }
      CriticalValueRule last = bands.get(bands.size() - 1);
      if (last.ageMax() != null) {
        add(last, Reason.NO_ADULT_RULE, "no rule for patients of " + last.ageMax() + " and older");
      }
    }
  }

  private record Measured(String analyte, String specimen, String age) {}

  /** Two codes for the same thing, most often one by mass and one by amount of substance. */
  private void agreement(List<CriticalValueRule> enabled) {
    Map<Measured, CriticalValueRule> seen = new LinkedHashMap<>();
    for (CriticalValueRule rule : enabled) {
      Measured measured = new Measured(rule.analyte(), rule.specimen(), RuleText.age(rule));
      CriticalValueRule other = seen.putIfAbsent(measured, rule);
      if (other != null && !agree(rule, other)) {
        add(
            rule,
            Reason.LIMITS_DISAGREE,
            "%s, but %s on line %d: %s"
                .formatted(
                    RuleText.limits(rule), other.loinc(), other.line(), RuleText.limits(other)));
      }
    }
  }

  private static boolean agree(CriticalValueRule rule, CriticalValueRule other) {
    Conversion conversion = Units.shared().conversion(rule.unit(), other.unit(), rule.substance());
    // Units that do not convert are not the same quantity, whatever the rows are called.
    return conversion == null
        || (agree(rule.low(), other.low(), conversion)
            && agree(rule.high(), other.high(), conversion));
  }

  private static boolean agree(
      @Nullable Limit limit, @Nullable Limit other, Conversion conversion) {
    if (limit == null || other == null) {
      return Objects.equals(limit, other);
    }
    BigDecimal converted = new BigDecimal(conversion.apply(limit.value()));
    BigDecimal apart = converted.subtract(other.value()).abs();
    return apart.compareTo(other.value().abs().multiply(ROUNDING)) <= 0;
  }
}
