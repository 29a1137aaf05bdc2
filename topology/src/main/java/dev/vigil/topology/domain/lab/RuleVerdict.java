package dev.vigil.topology.domain.lab;

import dev.vigil.avro.AgeBasis;
import dev.vigil.avro.Direction;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.Limit;
import dev.vigil.topology.domain.lab.Finding.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the profile alone says of a value, before the laboratory's flags.
 *
 * @param outcome what was decided
 * @param reason one of {@link LabReasons}
 * @param loinc the code that decided
 * @param rule the rule that decided; null if none could be chosen
 * @param normalized the value in the rule's unit; null if not converted
 * @param direction of the crossed limit; null unless critical
 * @param limit the crossed limit; null unless critical
 * @param remarks codes of {@link LabRemarks} on unit and specimen
 * @param basis whether the patient's age was known
 */
public record RuleVerdict(
    Outcome outcome,
    String reason,
    @Nullable String loinc,
    @Nullable CriticalValueRule rule,
    @Nullable Double normalized,
    @Nullable Direction direction,
    @Nullable Limit limit,
    List<String> remarks,
    AgeBasis basis) {

  static RuleVerdict undecided(
      Outcome outcome, String reason, @Nullable String loinc, AgeBasis basis) {
    return new RuleVerdict(outcome, reason, loinc, null, null, null, null, List.of(), basis);
  }

  /**
   * Whether the rule holds this value against the patient's earlier ones: not one whose number, or
   * whose specimen, is in doubt.
   */
  public boolean isComparedWithOthers() {
    return rule != null
        && normalized != null
        && (rule.repeatWindow() != null || rule.delta() != null)
        && !remarks.contains(LabRemarks.UNIT_CONFLICT)
        && !remarks.contains(LabRemarks.SPECIMEN_MISMATCH);
  }

  /** The one that matters more to the patient; the first if both matter alike. */
  RuleVerdict orWorse(RuleVerdict other) {
    return rank(other.outcome) > rank(outcome) ? other : this;
  }

  private static int rank(Outcome outcome) {
    return switch (outcome) {
      case CRITICAL -> 4;
      case REVIEW -> 3;
      case NORMAL -> 2;
      case IGNORED -> 1;
      case NOT_COVERED -> 0;
    };
  }
}
