package dev.vigil.topology.cli.explain;

import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.LabJudgement;
import dev.vigil.topology.domain.lab.ReceivedValue;
import dev.vigil.topology.domain.lab.RuleVerdict;
import org.jspecify.annotations.Nullable;

/**
 * What is said of one value.
 *
 * @param observation id, or the place where there is none
 * @param judgement of the whole Observation
 * @param finding of the value
 * @param value as received
 * @param stale it is critical, and too old to page anybody
 * @param birthDate of the patient; null: unknown
 */
public record LabAnswer(
    String observation,
    LabJudgement judgement,
    Finding finding,
    ReceivedValue value,
    boolean stale,
    @Nullable BirthDate birthDate) {

  /** The finding's outcome, or STALE. */
  public String outcome() {
    return stale ? "STALE" : finding.outcome().name();
  }

  /** The rule that judged the value; null if none did, or the laboratory's flag alone decided. */
  @Nullable CriticalValueRule rule() {
    RuleVerdict verdict = finding.verdict();
    boolean flaggedOnly = finding.critical() != null && finding.critical().rule() == null;
    return verdict == null || flaggedOnly ? null : verdict.rule();
  }

  /** How shown answers are written. */
  interface Printer {
    void answer(LabAnswer answer);

    /** There are no more. */
    void end();
  }
}
