package dev.vigil.topology.domain.alert;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.topology.domain.lab.CriticalValue;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.LabJudgement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes the next record of a critical value that may be delivered, and says whether it pages. */
final class CriticalRevisions {
  private final Circumstances circumstances;
  private final PatientValues values;
  private final Untold untold;

  CriticalRevisions(Circumstances circumstances, PatientValues values, Untold untold) {
    this.circumstances = circumstances;
    this.values = values;
    this.untold = untold;
  }

  /**
   * The next record.
   *
   * @param last newest revision; null: the value was not alerted before
   * @param at when the specimen was taken, as far as is known
   * @return null: the value stands as it was told
   */
  @Nullable CriticalLabAlert next(
      Finding finding,
      CriticalValue value,
      LabJudgement judgement,
      @Nullable CriticalLabAlert last,
      Instant at) {
    CriticalLabAlert next = AlertRecords.of(finding, value, judgement, circumstances);
    if (last != null) {
      next.setRevision(last.getRevision() + 1);
      next.setPreviousValue(AlertRecords.valueAndUnit(last));
    }
    if (last == null || last.getStatus() == AlertStatus.RETRACTED) {
      raise(finding, next, at);
      return next;
    }
    next.setStatus(AlertStatus.UPDATED);
    next.setRaisedAt(last.getRaisedAt());
    next.setStandingMs(AlertRecords.standingMs(last, circumstances.at()));
    if (AlertRecords.sameValue(next, last)) {
      return confirm(finding, next, last, at) ? next : null;
    }
    change(finding, next, last, at);
    return next;
  }

  private void raise(Finding finding, CriticalLabAlert next, Instant at) {
    repeat(next, RepeatCheck.of(finding, values, at));
    next.setPage(!isQuiet() && isToldAnew(next));
    untold.raised(next);
  }

  /**
   * Whoever was paged for this alert is paged for its change, and if it is another critical value
   * altogether, whatever its age: what they were told is not so.
   */
  private void change(Finding finding, CriticalLabAlert next, CriticalLabAlert last, Instant at) {
    boolean paged = untold.wasPaged(last);
    boolean sameSide =
        next.getDirection() == last.getDirection() && AlertRecords.sameAnalyte(next, last);
    if (!paged) {
      repeat(next, RepeatCheck.of(finding, values, at));
    }
    next.setWorsening(next.getWorsening() || AlertRecords.isWorse(next, last));
    next.setPage((!isQuiet() || (paged && !sameSide)) && isToldAnew(next));
    untold.changed(next);
  }

  /**
   * The final result that confirms a preliminary one pages nobody again, if someone was paged.
   *
   * @return whether there is anything to write
   */
  private boolean confirm(
      Finding finding, CriticalLabAlert next, CriticalLabAlert last, Instant at) {
    if (untold.contains(last) && !isQuiet() && isToldAnew(last)) {
      // It came in a backfill, or stale: this version is neither.
      repeat(next, RepeatCheck.of(finding, values, at));
      next.setPage(isToldAnew(next));
    } else {
      next.setRepeat(last.getRepeat());
      next.setRepeatOf(last.getRepeatOf());
    }
    if (!next.getPage() && AlertRecords.saysTheSame(next, last)) {
      return false;
    }
    untold.confirmed(next);
    return true;
  }

  private boolean isQuiet() {
    return circumstances.stale() || circumstances.quiet();
  }

  private static void repeat(CriticalLabAlert alert, RepeatCheck.@Nullable Repeat repeat) {
    if (repeat != null) {
      alert.setRepeat(true);
      alert.setRepeatOf(repeat.of());
      alert.setWorsening(repeat.worsening());
    }
  }

  private static boolean isToldAnew(CriticalLabAlert alert) {
    return !alert.getRepeat() || alert.getWorsening();
  }
}
