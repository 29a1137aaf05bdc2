package dev.vigil.topology.domain.lab;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the critical-lab rules say of one Observation. Times and references are read only if some
 * value is covered by a rule, flagged or unreadable, and the status lets it stand; they are null
 * otherwise.
 *
 * @param findings one for the Observation's own value (if it has one, or has no components), one
 *     for each component
 * @param withdrawn why no value of this Observation stands any more: {@code cancelled} or {@code
 *     entered-in-error}; null otherwise
 * @param preliminary the result is not final yet, or its status is unknown
 * @param resultStatus the Observation's status as received; {@code unknown} if it has none
 * @param specimenAt when the specimen was taken: effective[x], the start (else the end) of a period
 * @param issuedAt when the result was released
 * @param encounter reference as received
 * @param performer first reference as received
 */
public record LabJudgement(
    List<Finding> findings,
    @Nullable String withdrawn,
    boolean preliminary,
    String resultStatus,
    @Nullable Instant specimenAt,
    @Nullable Instant issuedAt,
    @Nullable String encounter,
    @Nullable String performer) {

  /** Whether a rule holds a value of it against the patient's other values. */
  public boolean isComparedWithOthers() {
    for (Finding finding : findings) {
      RuleVerdict verdict = finding.verdict();
      if (verdict != null && verdict.isComparedWithOthers()) {
        return true;
      }
    }
    return false;
  }

  /** The same Observation with other findings. */
  public LabJudgement with(List<Finding> others) {
    return new LabJudgement(
        others, withdrawn, preliminary, resultStatus, specimenAt, issuedAt, encounter, performer);
  }

  /** Whether a value that stands is critical. */
  public boolean isCritical() {
    if (withdrawn == null) {
      for (Finding finding : findings) {
        if (finding.outcome() == Finding.Outcome.CRITICAL) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether it tells nobody anything, where no earlier version or value is known: its values stand,
   * and are normal or not covered, and no rule holds one against others.
   */
  public boolean isUneventful() {
    if (withdrawn != null || isComparedWithOthers()) {
      return false;
    }
    for (Finding finding : findings) {
      if (finding.outcome() != Finding.Outcome.NORMAL
          && finding.outcome() != Finding.Outcome.NOT_COVERED) {
        return false;
      }
    }
    return true;
  }
}
