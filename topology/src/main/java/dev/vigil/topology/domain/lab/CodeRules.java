package dev.vigil.topology.domain.lab;

import dev.vigil.avro.AgeBasis;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.SpecimenSystem;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The enabled rules of one LOINC code: one for each age band.
 *
 * @param loinc the code
 * @param bands may be empty if all are disabled
 * @param adult the band that holds the age of 18 years; null if none does
 * @param specimens what the limits are for; empty: any
 */
record CodeRules(
    String loinc,
    List<CriticalValueRule> bands,
    @Nullable CriticalValueRule adult,
    Set<SpecimenKind> specimens) {
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
    return new CodeRules(loinc, List.copyOf(bands), adult, specimens(bands));
  }

  /** A LOINC code has one system, so that its bands agree unless a cell is wrong or empty. */
  private static Set<SpecimenKind> specimens(List<CriticalValueRule> bands) {
    Set<SpecimenKind> all = EnumSet.noneOf(SpecimenKind.class);
    for (CriticalValueRule rule : bands) {
      Set<SpecimenKind> kinds = SpecimenKind.of(SpecimenSystem.of(rule.specimen()));
      if (kinds.isEmpty()) {
        return Set.of();
      }
      all.addAll(kinds);
    }
    return all;
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
    if (possible.size() == 1
        && age.isSurelyIn(possible.get(0))
        && (age.isBirthExact() || !possible.get(0).equals(adult))) {
      // "Born in 2024" is vague, and still a child; so is "sampled in 2024", and still the band.
      return new Choice(possible.get(0), List.of(), AgeBasis.BIRTH_DATE);
    }
    CriticalValueRule first = adult != null && age.isPossiblyIn(adult) ? adult : null;
    if (first != null) {
      possible.remove(first);
    }
    return new Choice(first, possible, AgeBasis.ASSUMED_ADULT);
  }
}
