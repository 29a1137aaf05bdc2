package dev.vigil.config.profile;

import java.time.LocalDate;
import java.time.Period;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Compares ages given in years, months and days, which have no fixed length. */
final class AgeBandCheck {
  // Two years with a leap day between them hold every length that a month or year can have.
  private static final LocalDate FIRST_BIRTH = LocalDate.of(2023, 1, 1);
  private static final LocalDate LAST_BIRTH = LocalDate.of(2024, 12, 31);

  private static final int MAX_AGE_YEARS = 200;

  /** Bands that do not overlap, the youngest first. */
  static final Comparator<CriticalValueRule> BY_START =
      Comparator.comparing(rule -> FIRST_BIRTH.plus(rule.ageMin()));

  private AgeBandCheck() {}

  /** Whether a patient can be so old. */
  static boolean isAge(Period age) {
    return !age.isNegative()
        && age.toTotalMonths() <= MAX_AGE_YEARS * 12L
        && !FIRST_BIRTH.plus(age).isAfter(FIRST_BIRTH.plusYears(MAX_AGE_YEARS));
  }

  /** Whether some patient is, on some day, older than the one band and younger than the other. */
  static boolean isGap(@Nullable Period end, Period nextStart) {
    for (LocalDate birth = FIRST_BIRTH; !birth.isAfter(LAST_BIRTH); birth = birth.plusDays(1)) {
      if (end != null && birth.plus(end).isBefore(birth.plus(nextStart))) {
        return true;
      }
    }
    return false;
  }

  /** Whether some patient is, on some day, in both bands. */
  static boolean overlap(AgeBand a, AgeBand b) {
    for (LocalDate birth = FIRST_BIRTH; !birth.isAfter(LAST_BIRTH); birth = birth.plusDays(1)) {
      if (startsBeforeEnd(birth, a.min(), b.max()) && startsBeforeEnd(birth, b.min(), a.max())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the band holds at least one day for every patient. */
  static boolean isOrdered(Period min, @Nullable Period max) {
    for (LocalDate birth = FIRST_BIRTH; !birth.isAfter(LAST_BIRTH); birth = birth.plusDays(1)) {
      if (!startsBeforeEnd(birth, min, max)) {
        return false;
      }
    }
    return true;
  }

  private static boolean startsBeforeEnd(LocalDate birth, Period start, @Nullable Period end) {
    return end == null || birth.plus(start).isBefore(birth.plus(end));
  }
}
