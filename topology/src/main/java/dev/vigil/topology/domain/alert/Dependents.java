package dev.vigil.topology.domain.alert;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.state.AlertState;
import dev.vigil.avro.state.LastValue;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a correction means for alerts of the patient's other Observations. A repeat paged nobody
 * because someone had been paged before: if that alert is retracted, or is now the lesser one, the
 * repeat pages, or a critical value would stand that nobody was ever told of. An alert on a change
 * from a value that is another one now is for a person to look at: it is not judged again, because
 * its own result is not at hand.
 */
final class Dependents {
  private final ValueMemory memory;
  private final Circumstances circumstances;
  private final Function<String, @Nullable AlertState> states;

  /**
   * For one correction.
   *
   * @param memory the correction's effect on the last values; told of what pages now
   * @param states alerts of another Observation of the patient, by its id
   */
  Dependents(
      ValueMemory memory,
      Circumstances circumstances,
      Function<String, @Nullable AlertState> states) {
    this.memory = memory;
    this.circumstances = circumstances;
    this.states = states;
  }

  /** What follows for the other Observations. */
  interface Effect {
    /** An alert pages that was a repeat. */
    void page(String observationId, AlertState after, CriticalLabAlert alert);

    /** A person must look at an alert. */
    void review(String reason, CriticalLabAlert alert);
  }

  void follow(Effect effect) {
    // One that was withdrawn while its repeat could not be told may be back.
    Set<String> alerts = new LinkedHashSet<>(memory.before().keySet());
    alerts.addAll(memory.after().keySet());
    for (String alertId : alerts) {
      LastValue was = memory.before().get(alertId);
      LastValue is = memory.after().get(alertId);
      for (LastValue other : memory.others()) {
        if (alertId.equals(other.getRepeatOf()) && !isStillRepeated(is, other)) {
          page(other, effect);
        }
        if (was != null
            && was.getObservationId().equals(other.getChangedFrom())
            && was.getAnalyte().equals(other.getAnalyte())
            && !isSameValue(was, is)) {
          CriticalLabAlert alert = standing(states.apply(other.getObservationId()), other);
          if (alert != null) {
            effect.review(AlertLifeCycle.CHANGED_FROM_CORRECTED, alert);
          }
        }
      }
    }
  }

  private void page(LastValue other, Effect effect) {
    AlertState state = states.apply(other.getObservationId());
    CriticalLabAlert last = standing(state, other);
    if (state == null || last == null) {
      return;
    }
    if (circumstances.delivery() == Delivery.WITHHOLD) {
      effect.review(AlertLifeCycle.WITHHELD_CRITICAL, last);
      return;
    }
    CriticalLabAlert next = AlertRecords.next(last, AlertStatus.UPDATED, circumstances);
    next.setRepeat(false);
    next.setRepeatOf(null);
    next.setWorsening(false);
    next.setPage(true);
    memory.replace(other, LastValue.newBuilder(other).setPaged(true).setRepeatOf(null).build());
    effect.page(other.getObservationId(), Untold.paged(state, next), next);
  }

  private static boolean isStillRepeated(@Nullable LastValue by, LastValue repeat) {
    if (by == null
        || !by.getPaged()
        || by.getDirection() != repeat.getDirection()
        || !by.getUnit().equals(repeat.getUnit())) {
      return false;
    }
    return Severity.isNoWorse(
        ValueMemory.interval(repeat), ValueMemory.interval(by), repeat.getDirection());
  }

  private static boolean isSameValue(LastValue was, @Nullable LastValue is) {
    return is != null
        && was.getValue() == is.getValue()
        && was.getUnit().equals(is.getUnit())
        && was.getAt() == is.getAt()
        && Objects.equals(was.getComparator(), is.getComparator());
  }

  private static @Nullable CriticalLabAlert standing(@Nullable AlertState state, LastValue value) {
    if (state != null) {
      for (CriticalLabAlert alert : state.getAlerts()) {
        if (alert.getAlertId().equals(value.getAlertId())
            && alert.getStatus() != AlertStatus.RETRACTED) {
          return alert;
        }
      }
    }
    return null;
  }
}
