package dev.vigil.topology.domain.lab;

import dev.vigil.avro.AgeBasis;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.serdes.fhir.FhirDateTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
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

  /**
   * The age at a specimen's time. Its day is counted in the zone the time was written in, which is
   * where the patient was, as far as anybody knows.
   *
   * @param event stands for a specimen's time that is unknown: the specimen was taken on that day
   *     or, by the zone or the time that a result takes, on the one before or after
   */
  static PatientAge of(
      @Nullable FhirDateTime birth, @Nullable FhirDateTime specimen, @Nullable Instant event) {
    if (birth == null || (specimen == null && event == null)) {
      return UNKNOWN;
    }
    LocalDate earliest;
    LocalDate latest;
    if (specimen != null) {
      earliest = specimen.firstDay();
      latest = specimen.lastDay();
    } else {
      LocalDate day = LocalDate.ofInstant(event, ZoneOffset.UTC);
      earliest = day.minusDays(1);
      latest = day.plusDays(1);
    }
    if (latest.isBefore(birth.firstDay())) {
      if (latest.plusDays(1).isBefore(birth.firstDay())) {
        return UNKNOWN;
      }
      // Born just after midnight, specimen time written in UTC: day 0, not before birth.
      earliest = birth.firstDay();
      latest = birth.firstDay();
    } else if (specimen == null && earliest.isBefore(birth.firstDay())) {
      earliest = birth.firstDay();
    }
    return new PatientAge(birth.firstDay(), birth.lastDay(), earliest, latest);
  }

  /** Whether birth date and day of the specimen are both known to the day. */
  boolean isExact() {
    return isBirthExact() && specimenEarliest != null && specimenEarliest.equals(specimenLatest);
  }

  /** Whether the birth date is known to the day. */
  boolean isBirthExact() {
    return birthEarliest != null && birthEarliest.equals(birthLatest);
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
