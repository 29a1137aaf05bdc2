package dev.vigil.config.profile;

import java.time.LocalDate;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/** Compares ages given in years, months and days, which have no fixed length. */
final class AgeBandCheck {
  // Two years with a leap day between them hold every length that a month or year can have.
  private static final LocalDate FIRST_BIRTH = LocalDate.of(2023, 1, 1);
  private static final LocalDate LAST_BIRTH = LocalDate.of(2024, 12, 31);

  private AgeBandCheck() {}

  /** Whether some patient is, on some day, in both bands. */
  static boolean overlap(CriticalValueRule a, CriticalValueRule b) {
    for (LocalDate birth = FIRST_BIRTH; !birth.isAfter(LAST_BIRTH); birth = birth.plusDays(1)) {
      if (startsBeforeEnd(birth, a.ageMin(), b.ageMax())
          && startsBeforeEnd(birth, b.ageMin(), a.ageMax())) {
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
