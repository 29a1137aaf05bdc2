package dev.vigil.topology.domain.consent;

/** What becomes of a critical value that consent denies to an output. */
public enum OnDeny {
  /** It is held back; the alert output leaves a review item without clinical content. */
  WITHHOLD,
  /** It is written, flagged: emergency access against the patient's will, audited. */
  BREAK_GLASS
}
