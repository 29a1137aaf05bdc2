package dev.vigil.topology.domain.alert;

import dev.vigil.avro.Direction;
import dev.vigil.avro.ValueChange;
import dev.vigil.topology.domain.alert.PatientValues.Other;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.Interval;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether someone was paged for the same analyte and direction within the rule's repeat
 * window already, from specimen to specimen. The window counts from the alert that paged, so that a
 * chain of repeats never silences a patient for longer than that.
 */
final class RepeatCheck {
  private RepeatCheck() {}

  /**
   * An earlier alert for the same.
   *
   * @param of alertId of the alert that paged
   * @param worsening whether the value is, or with its comparator may be, further out than that
   *     alert's or than the value of the specimen before it: who recovered and is critical again is
   *     worse
   */
  record Repeat(String of, boolean worsening) {}

  /** The alert that a critical value repeats, or null if it is the first. */
  static @Nullable Repeat of(Finding finding, PatientValues values, Instant at) {
    ComparedValue compared = ComparedValue.of(finding);
    Duration window = compared == null ? null : compared.rule().repeatWindow();
    if (compared == null || window == null) {
      return null;
    }
    Interval interval = compared.interval();
    Direction direction = compared.value().direction();
    if (direction != Direction.HIGH && direction != Direction.LOW) {
      return null;
    }
    Other paged = null;
    Other before = null;
    for (Other other : values.around(compared.rule(), at, window)) {
      if (other.interval() == null) {
        continue;
      }
      if (other.value().getPaged() && other.value().getDirection() == direction) {
        paged = nearer(paged, other, at);
      }
      if (!other.at().isAfter(at)) {
        before = nearer(before, other, at);
      }
    }
    if (paged == null || isChangeUntold(compared, values, at, window)) {
      return null;
    }
    boolean noWorse =
        isNoWorse(interval, paged, direction)
            && (before == null || isNoWorse(interval, before, direction));
    return new Repeat(paged.value().getAlertId(), !noWorse);
  }

  /**
   * Whether the value changed too much towards the other side, though it is still beyond its limit,
   * and nobody was paged for a change as large: a sodium that rises too fast from too low is no
   * repeat of the low one.
   */
  private static boolean isChangeUntold(
      ComparedValue compared, PatientValues values, Instant at, Duration window) {
    ValueChange change = compared.value().change();
    Direction direction = compared.value().direction();
    if (change == null) {
      return false;
    }
    Direction towards = compared.normalized() > change.getFrom() ? Direction.HIGH : Direction.LOW;
    if (towards == direction) {
      return false;
    }
    for (Other other : values.around(compared.rule(), at, window)) {
      if (other.value().getPaged()
          && other.value().getChangedFrom() != null
          && isNoWorse(compared.interval(), other, towards)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNoWorse(Interval value, Other than, Direction direction) {
    return than.interval() != null && Severity.isNoWorse(value, than.interval(), direction);
  }

  /** The last one before the specimen, else the first one after it. */
  private static Other nearer(@Nullable Other one, Other other, Instant at) {
    if (one == null) {
      return other;
    }
    boolean oneIsLater = one.at().isAfter(at);
    boolean otherIsLater = other.at().isAfter(at);
    if (oneIsLater != otherIsLater) {
      return oneIsLater ? other : one;
    }
    return oneIsLater == other.at().isBefore(one.at()) ? other : one;
  }
}
