package dev.vigil.topology.domain.lab;

import dev.vigil.avro.AgeBasis;
import dev.vigil.config.profile.CriticalValueRule;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The enabled rules of one LOINC code: one for each age band.
 *
 * @param loinc the code
 * @param bands may be empty if all are disabled
 * @param adult the band that holds the age of 18 years; null if none does
 */
record CodeRules(String loinc, List<CriticalValueRule> bands, @Nullable CriticalValueRule adult) {
  private static final Period ADULT = Period.ofYears(18);

  /** Any birthday does: whole years are compared. */
  private static final LocalDate SOME_BIRTH = LocalDate.of(2000, 1, 1);

  static CodeRules of(String loinc, List<CriticalValueRule> bands) {
    CriticalValueRule adult = null;
    LocalDate birthday = SOME_BIRTH.plus(ADULT);
    for (CriticalValueRule rule : bands) {
      Period end = rule.ageMax();
      if (!birthday.isBefore(SOME_BIRTH.plus(rule.ageMin()))
          && (end == null || birthday.isBefore(SOME_BIRTH.plus(end)))) {
        adult = rule;
      }
    }
    return new CodeRules(loinc, List.copyOf(bands), adult);
  }

  /**
   * The rules to judge a patient by.
   *
   * @param rule the rule of the patient's age, or of adults if the age leaves several; null: none
   * @param others further rules whose age band is possible
   * @param basis whether the age decided
   */
  record Choice(@Nullable CriticalValueRule rule, List<CriticalValueRule> others, AgeBasis basis) {}

  Choice choose(PatientAge age) {
    List<CriticalValueRule> possible = new ArrayList<>(bands.size());
    for (CriticalValueRule rule : bands) {
      if (age.isPossiblyIn(rule)) {
        possible.add(rule);
      }
    }
    if (age.isExact()) {
      return new Choice(possible.isEmpty() ? null : possible.get(0), List.of(), age.basis());
    }
    if (possible.size() == 1 && !possible.get(0).equals(adult) && age.isSurelyIn(possible.get(0))) {
      // "Born in 2024" is vague, and still a child.
      return new Choice(possible.get(0), List.of(), AgeBasis.BIRTH_DATE);
    }
    CriticalValueRule first = adult != null && age.isPossiblyIn(adult) ? adult : null;
    if (first != null) {
      possible.remove(first);
    }
    return new Choice(first, possible, AgeBasis.ASSUMED_ADULT);
  }
}
