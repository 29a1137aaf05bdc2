package dev.vigil.config.profile;

import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * The ages of one row.
 *
 * @param min inclusive, to the day
 * @param max exclusive, to the day; null: no end
 */
record AgeBand(Period min, @Nullable Period max) {
  static AgeBand of(CriticalValueRule rule) {
    return new AgeBand(rule.ageMin(), rule.ageMax());
  }
}
