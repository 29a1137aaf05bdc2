package dev.vigil.topology.domain.lab;

import org.jspecify.annotations.Nullable;

/**
 * What the critical-lab rules say of one value: an Observation's own or one of its components.
 *
 * @param component code of the component; null for the Observation's own value
 * @param outcome what was decided
 * @param reason stable code, lower case with hyphens, that says why; never patient data
 * @param loinc LOINC code the value was looked up by, if it has one
 * @param critical the critical value; null unless the outcome is CRITICAL
 * @param verdict what the profile alone says; null where it was not asked, because the code or the
 *     status rules it out
 */
public record Finding(
    @Nullable String component,
    Outcome outcome,
    String reason,
    @Nullable String loinc,
    @Nullable CriticalValue critical,
    @Nullable RuleVerdict verdict) {

  /** A finding that the profile was not asked for. */
  public Finding(
      @Nullable String component, Outcome outcome, String reason, @Nullable String loinc) {
    this(component, outcome, reason, loinc, null, null);
  }

  /** What was decided of a value. */
  public enum Outcome {
    /** Crosses a limit, or the laboratory says it is critical. */
    CRITICAL,
    /** Judged by a rule and inside its limits. */
    NORMAL,
    /** No rule of the profile covers this code. */
    NOT_COVERED,
    /** No safe decision: a person must look. */
    REVIEW,
    /** Nothing to judge, for example no value or a status that has no result yet. */
    IGNORED
  }
}
