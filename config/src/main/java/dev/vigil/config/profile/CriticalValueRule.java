package dev.vigil.config.profile;

import dev.vigil.config.units.Substance;
import java.time.Duration;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * One row of a profile: the critical limits of one LOINC code in one age band.
 *
 * @param id LOINC code and age band, for example {@code 2823-3/P6M-}; stable while those are
 * @param loinc LOINC code, check digit verified
 * @param analyte name for people
 * @param substance for conversions between mass and amount of substance; null: none
 * @param specimen as written; see {@link SpecimenSystem#of}
 * @param unit UCUM unit of the limits
 * @param low values below are critical; null: no low limit
 * @param high values above are critical; null: no high limit
 * @param ageMin first age of the band, to the day, inclusive
 * @param ageMax end of the band, to the day, exclusive; null: no end
 * @param repeatWindow how long after an alert the same patient's next critical value of this
 *     analyte and direction is a repeat, which pages nobody unless it is worse; null: every one
 *     pages
 * @param delta a change that is critical whatever the limits say; null: none
 * @param acknowledgeWithin how long an alert may stay unacknowledged before it is escalated; null:
 *     as configured for all
 * @param enabled disabled rows are validated, shown and not applied
 * @param source where the limits come from
 * @param note for people; empty if none
 * @param line line in the file
 */
public record CriticalValueRule(
    String id,
    String loinc,
    String analyte,
    @Nullable Substance substance,
    String specimen,
    String unit,
    @Nullable Limit low,
    @Nullable Limit high,
    Period ageMin,
    @Nullable Period ageMax,
    @Nullable Duration repeatWindow,
    @Nullable DeltaLimit delta,
    @Nullable Duration acknowledgeWithin,
    boolean enabled,
    String source,
    String note,
    int line) {

  /** No repeat window and no time of a delta is longer: last values are kept so long. */
  public static final Duration LONGEST_WINDOW = Duration.ofDays(31);
}
