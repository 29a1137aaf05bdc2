package dev.vigil.topology.domain.alert;

import dev.vigil.avro.ValueChange;
import dev.vigil.avro.state.LastValue;
import dev.vigil.avro.state.LastValues;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.units.Conversion;
import dev.vigil.config.units.Units;
import dev.vigil.topology.domain.lab.Interval;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a patient that a new one is held against: those of other Observations, because what
 * one Observation holds is of one specimen. Per analyte the {@value #MAX_PER_ANALYTE} that came
 * last are kept, of all analytes together {@value #MAX_VALUES}, and each for 31 days after it came;
 * beyond that a repeat pages again and a change is not seen.
 */
final class PatientValues {
  static final int MAX_PER_ANALYTE = 32;
  static final int MAX_VALUES = 256;

  private final List<LastValue> others;
  private final int remembered;

  PatientValues(@Nullable LastValues state, String observationId) {
    this.others = new ArrayList<>();
    this.remembered = state == null ? 0 : state.getValues().size();
    if (state != null) {
      for (LastValue value : state.getValues()) {
        if (!value.getObservationId().equals(observationId)) {
          others.add(value);
        }
      }
    }
  }

  /**
   * Another value of the same analyte.
   *
   * @param value as it is remembered
   * @param interval where it lies, in the unit of the rule that asks; null if it cannot be
   *     converted
   */
  record Other(LastValue value, @Nullable Interval interval) {
    Instant at() {
      return Instant.ofEpochMilli(value.getAt());
    }
  }

  /** The values of the rule's analyte whose specimen is at most so far from a time. */
  List<Other> around(CriticalValueRule rule, Instant at, Duration within) {
    String analyte = Analyte.of(rule);
    List<Other> found = new ArrayList<>();
    for (LastValue value : others) {
      Duration between = Duration.between(Instant.ofEpochMilli(value.getAt()), at).abs();
      if (value.getAnalyte().equals(analyte) && between.compareTo(within) <= 0) {
        found.add(new Other(value, interval(value, rule)));
      }
    }
    return found;
  }

  /** Whether the value that another one changed from can have been forgotten, not taken out. */
  boolean mayHaveForgotten(@Nullable ValueChange change, Instant now) {
    if (change == null) {
      return false;
    }
    for (LastValue value : others) {
      if (value.getObservationId().equals(change.getFromObservation())) {
        return false;
      }
    }
    // The Observation's own values take places too.
    return remembered >= MAX_PER_ANALYTE
        || Duration.between(change.getFromAt(), now).compareTo(CriticalValueRule.LONGEST_WINDOW)
            > 0;
  }

  private static @Nullable Interval interval(LastValue value, CriticalValueRule rule) {
    Conversion conversion =
        Units.shared().conversion(value.getUnit(), rule.unit(), rule.substance());
    return conversion == null
        ? null
        : Interval.of(
            value.getComparator(),
            BigDecimal.valueOf(conversion.apply(BigDecimal.valueOf(value.getValue()))));
  }
}
