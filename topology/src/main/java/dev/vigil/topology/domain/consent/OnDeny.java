package dev.vigil.topology.domain.consent;

/** What an output receives in place of what is denied. */
public enum OnDeny {
  /** Nothing. */
  DROP,
  /** An id-only notice. */
  NOTICE,
  /** A review item without clinical content. */
  WITHHOLD,
  /** The alert, flagged: emergency access against the patient's will, audited. */
  BREAK_GLASS
}
