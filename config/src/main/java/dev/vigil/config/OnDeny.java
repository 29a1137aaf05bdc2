package dev.vigil.config;

/** What becomes of a critical value when the patient denies treatment use. */
public enum OnDeny {
  /** A review item without clinical content instead of the alert. */
  WITHHOLD,
  /** The alert, flagged as written against consent. */
  BREAK_GLASS
}
