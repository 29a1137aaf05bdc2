package dev.vigil.topology.domain.alert;

import dev.vigil.avro.DetectedBy;
import dev.vigil.avro.Direction;
import dev.vigil.avro.ValueChange;
import dev.vigil.avro.state.LastValue;
import dev.vigil.config.profile.DeltaLimit;
import dev.vigil.topology.domain.alert.PatientValues.Other;
import dev.vigil.topology.domain.lab.CriticalValue;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.Finding.Outcome;
import dev.vigil.topology.domain.lab.Interval;
import dev.vigil.topology.domain.lab.LabJudgement;
import dev.vigil.topology.domain.lab.LabReasons;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Finds values that changed by more than their rule allows since any earlier specimen within its
 * time, the largest such change first. A comparator leaves a change open; it counts where every
 * value it can stand for is beyond.
 */
final class DeltaCheck {
  /** Note: an earlier value is in a unit that does not convert, so a change cannot be told. */
  static final String NOT_COMPARABLE = "change-not-comparable";

  /** Note: a comparator leaves open whether the change is beyond the rule's. */
  static final String UNDECIDABLE = "change-undecidable";

  private final PatientValues values;
  private final Instant at;
  private final List<Finding> changedLater = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private DeltaCheck(PatientValues values, Instant at) {
    this.values = values;
    this.at = at;
  }

  static HeldJudgement of(LabJudgement judgement, PatientValues values, Instant at) {
    if (!judgement.isComparedWithOthers()) {
      return new HeldJudgement(judgement, List.of(), List.of());
    }
    DeltaCheck check = new DeltaCheck(values, at);
    List<Finding> findings = new ArrayList<>(judgement.findings().size());
    for (Finding finding : judgement.findings()) {
      findings.add(check.held(finding));
    }
    return new HeldJudgement(judgement.with(findings), check.changedLater, check.notes);
  }

  private Finding held(Finding finding) {
    ComparedValue compared = ComparedValue.of(finding);
    DeltaLimit delta = compared == null ? null : compared.rule().delta();
    if (compared == null || delta == null) {
      return finding;
    }
    Interval interval = compared.interval();
    ValueChange since = null;
    Direction direction = Direction.UNKNOWN;
    BigDecimal largest = delta.change();
    boolean reported = false;
    for (Other other : values.around(compared.rule(), at, delta.within())) {
      Interval before = other.interval();
      if (before == null) {
        note(NOT_COMPARABLE);
        continue;
      }
      boolean later = other.at().isAfter(at);
      Change change = later ? new Change(interval, before) : new Change(before, interval);
      if (!change.isSurelyBeyond(delta.change())) {
        if (change.isPossiblyBeyond(delta.change())) {
          note(UNDECIDABLE);
        }
      } else if (later) {
        if (!reported && other.value().getDirection() == Direction.UNKNOWN) {
          changedLater.add(finding);
          reported = true;
        }
      } else if (since == null || change.least().compareTo(largest) > 0) {
        largest = change.least();
        direction = change.direction();
        since = record(other.value(), delta, before);
      }
    }
    return since == null ? finding : critical(finding, compared, since, direction);
  }

  private static ValueChange record(LastValue from, DeltaLimit delta, Interval interval) {
    BigDecimal number = interval.lower() == null ? interval.upper() : interval.lower();
    return ValueChange.newBuilder()
        .setFrom(Objects.requireNonNull(number).doubleValue())
        .setFromObservation(from.getObservationId())
        .setFromAt(Instant.ofEpochMilli(from.getAt()))
        .setLimit(delta.change().doubleValue())
        .setWithinMs(delta.within().toMillis())
        .build();
  }

  private static Finding critical(
      Finding finding, ComparedValue compared, ValueChange since, Direction direction) {
    CriticalValue value = compared.value();
    boolean alone = finding.outcome() != Outcome.CRITICAL;
    // The limit's or the laboratory's direction rules, if there is one.
    boolean directed =
        !alone && (value.direction() == Direction.LOW || value.direction() == Direction.HIGH);
    DetectedBy by =
        alone
            ? DetectedBy.PROFILE
            : value.detectedBy() == DetectedBy.LABORATORY ? DetectedBy.BOTH : value.detectedBy();
    return new Finding(
        finding.component(),
        Outcome.CRITICAL,
        alone ? LabReasons.CHANGED_BEYOND_DELTA : finding.reason(),
        finding.loinc(),
        value.changed(since, directed ? value.direction() : direction, by, compared.rule().id()),
        finding.verdict());
  }

  private void note(String code) {
    if (!notes.contains(code)) {
      notes.add(code);
    }
  }
}
