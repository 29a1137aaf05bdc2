package dev.vigil.topology.domain.lab;

import dev.vigil.avro.AgeBasis;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.serdes.fhir.FhirDateTime;
import java.time.LocalDate;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * How old the patient was when the specimen was taken, to the day, as far as the dates tell.
 *
 * @param birthEarliest first possible birth date; null: age unknown
 * @param birthLatest last possible birth date; null: age unknown
 * @param specimenEarliest first possible day of the specimen; null: age unknown
 * @param specimenLatest last possible day of the specimen; null: age unknown
 */
record PatientAge(
    @Nullable LocalDate birthEarliest,
    @Nullable LocalDate birthLatest,
    @Nullable LocalDate specimenEarliest,
    @Nullable LocalDate specimenLatest) {
  private static final PatientAge UNKNOWN = new PatientAge(null, null, null, null);

  static PatientAge of(@Nullable FhirDateTime birth, @Nullable FhirDateTime specimen) {
    if (birth == null || specimen == null) {
      return UNKNOWN;
    }
    LocalDate earliest = specimen.firstDay();
    LocalDate latest = specimen.lastDay();
    if (latest.isBefore(birth.firstDay())) {
      if (latest.plusDays(1).isBefore(birth.firstDay())) {
        return UNKNOWN;
      }
      // Born just after midnight, specimen time written in UTC: day 0, not before birth.
      earliest = birth.firstDay();
      latest = birth.firstDay();
    }
    return new PatientAge(birth.firstDay(), birth.lastDay(), earliest, latest);
  }

  /** Whether birth date and day of the specimen are both known to the day. */
  boolean isExact() {
    return birthEarliest != null
        && birthEarliest.equals(birthLatest)
        && specimenEarliest != null
        && specimenEarliest.equals(specimenLatest);
  }

  AgeBasis basis() {
    return isExact() ? AgeBasis.BIRTH_DATE : AgeBasis.ASSUMED_ADULT;
  }

  /** Whether the patient may be in the rule's age band. */
  boolean isPossiblyIn(CriticalValueRule rule) {
    if (birthEarliest == null
        || birthLatest == null
        || specimenEarliest == null
        || specimenLatest == null) {
      return true;
    }
    return reached(birthEarliest, rule.ageMin(), specimenLatest)
        && !passed(birthLatest, rule.ageMax(), specimenEarliest);
  }

  /** Whether the patient is in the rule's age band, whatever the dates leave open. */
  boolean isSurelyIn(CriticalValueRule rule) {
    if (birthEarliest == null
        || birthLatest == null
        || specimenEarliest == null
        || specimenLatest == null) {
      return false;
    }
    return reached(birthLatest, rule.ageMin(), specimenEarliest)
        && !passed(birthEarliest, rule.ageMax(), specimenLatest);
  }

  private static boolean reached(LocalDate birth, Period age, LocalDate day) {
    return age.isZero() || !day.isBefore(birth.plus(age));
  }

  private static boolean passed(LocalDate birth, @Nullable Period age, LocalDate day) {
    return age != null && !day.isBefore(birth.plus(age));
  }
}
