package dev.vigil.topology.domain.alert;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Direction;
import dev.vigil.avro.ValueChange;
import dev.vigil.avro.state.LastValue;
import dev.vigil.avro.state.LastValues;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.Finding.Outcome;
import dev.vigil.topology.domain.lab.Interval;
import dev.vigil.topology.domain.lab.LabJudgement;
import dev.vigil.topology.domain.lab.LabReasons;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last values of a patient after a version of an Observation: its values replace those of the
 * version before, and those that are withdrawn, deleted or corrected away are taken out.
 */
final class ValueMemory {
  private final Circumstances circumstances;
  private final Instant at;
  private final Map<String, CriticalLabAlert> standing = new HashMap<>();
  private final List<LastValue> others = new ArrayList<>();
  private final Map<String, LastValue> before = new LinkedHashMap<>();
  private final Map<String, LastValue> after = new LinkedHashMap<>();
  private boolean othersChanged;

  /**
   * Starts from what is remembered.
   *
   * @param at time of the specimen
   * @param alerts what becomes of the Observation's alerts, retracted ones included
   */
  ValueMemory(
      @Nullable LastValues remembered,
      Circumstances circumstances,
      Instant at,
      Collection<CriticalLabAlert> alerts) {
    this.circumstances = circumstances;
    this.at = at;
    for (CriticalLabAlert alert : alerts) {
      if (alert.getStatus() != AlertStatus.RETRACTED) {
        standing.put(alert.getAlertId(), alert);
      }
    }
    long oldest = circumstances.at().minus(CriticalValueRule.LONGEST_WINDOW).toEpochMilli();
    for (LastValue value : remembered == null ? List.<LastValue>of() : remembered.getValues()) {
      if (value.getObservationId().equals(circumstances.observationId())) {
        before.put(value.getAlertId(), value);
      } else if (value.getSeenAt() >= oldest) {
        others.add(value);
      } else {
        othersChanged = true;
      }
    }
  }

  /** Takes the values of a new version. */
  void take(LabJudgement judgement) {
    boolean hidden = false;
    Map<String, LastValue> unjudged = new LinkedHashMap<>(before);
    for (Finding finding : judgement.findings()) {
      hidden |= AlertLifeCycle.mayHideComponents(finding);
      ComparedValue compared = ComparedValue.of(finding);
      if (compared == null && before.isEmpty()) {
        continue;
      }
      String alertId = AlertRecords.alertId(circumstances, finding.component());
      LastValue last = unjudged.remove(alertId);
      if (compared != null) {
        after.put(alertId, remembered(alertId, compared, last));
      } else if (last != null && isOpen(finding)) {
        after.put(alertId, last);
      }
    }
    if (hidden) {
      unjudged.forEach(after::putIfAbsent);
    }
  }

  /** What cannot be judged does not prove the last value wrong. */
  private static boolean isOpen(Finding finding) {
    return finding.outcome() == Outcome.REVIEW || finding.reason().equals(LabReasons.REGISTERED);
  }

  private LastValue remembered(String alertId, ComparedValue compared, @Nullable LastValue last) {
    CriticalLabAlert alert = standing.get(alertId);
    boolean paged = alert != null && (alert.getPage() || isCovered(compared, alert, last));
    ValueChange change = alert == null ? null : alert.getChange();
    return LastValue.newBuilder()
        .setAnalyte(Analyte.of(compared.rule()))
        .setObservationId(circumstances.observationId())
        .setAlertId(alertId)
        .setAt(at.toEpochMilli())
        .setSeenAt(circumstances.at().toEpochMilli())
        .setComparator(compared.value().comparator())
        .setValue(compared.normalized())
        .setUnit(compared.rule().unit())
        .setDirection(alert == null ? Direction.UNKNOWN : alert.getDirection())
        .setPaged(paged)
        .setRepeatOf(alert == null || paged ? null : alert.getRepeatOf())
        .setChangedFrom(change == null ? null : change.getFromObservation())
        .build();
  }

  /** Whether a quiet value is no worse than the one of its Observation that paged someone. */
  private static boolean isCovered(
      ComparedValue compared, CriticalLabAlert alert, @Nullable LastValue last) {
    if (last == null
        || !last.getPaged()
        || last.getDirection() != alert.getDirection()
        || !last.getUnit().equals(compared.rule().unit())) {
      return false;
    }
    boolean same =
        last.getValue() == compared.normalized()
            && Objects.equals(last.getComparator(), compared.value().comparator());
    return same || Severity.isNoWorse(compared.interval(), interval(last), alert.getDirection());
  }

  /** Where a value lies, in its own unit. */
  static Interval interval(LastValue value) {
    return Objects.requireNonNull(
        Interval.of(value.getComparator(), BigDecimal.valueOf(value.getValue())));
  }

  /** Values of this Observation as they were before this version, by alert id. */
  Map<String, LastValue> before() {
    return before;
  }

  /** Values of this Observation from this version on, by alert id. */
  Map<String, LastValue> after() {
    return after;
  }

  /** Values of the patient's other Observations. */
  List<LastValue> others() {
    return List.copyOf(others);
  }

  /** Another Observation's alert has changed. */
  void replace(LastValue other, LastValue with) {
    others.set(others.indexOf(other), with);
    othersChanged = true;
  }

  /** What to remember; null if it does not change. */
  @Nullable LastValues remember() {
    if (!othersChanged && isSame()) {
      return null;
    }
    List<LastValue> all = new ArrayList<>(others);
    all.addAll(after.values());
    return LastValues.newBuilder().setValues(bounded(all)).build();
  }

  /** When a value came does not make it another one. */
  private boolean isSame() {
    if (!before.keySet().equals(after.keySet())) {
      return false;
    }
    for (LastValue value : after.values()) {
      LastValue last = Objects.requireNonNull(before.get(value.getAlertId()));
      if (!LastValue.newBuilder(value).setSeenAt(last.getSeenAt()).build().equals(last)) {
        return false;
      }
    }
    return true;
  }

  private static List<LastValue> bounded(List<LastValue> all) {
    Map<String, Integer> counts = new HashMap<>();
    List<LastValue> kept = new ArrayList<>(all.size());
    for (int i = all.size() - 1; i >= 0 && kept.size() < PatientValues.MAX_VALUES; i--) {
      LastValue value = all.get(i);
      if (counts.merge(value.getAnalyte(), 1, Integer::sum) <= PatientValues.MAX_PER_ANALYTE) {
        kept.add(0, value);
      }
    }
    return kept;
  }
}
