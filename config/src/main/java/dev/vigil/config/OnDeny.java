package dev.vigil.config;

/** What becomes of a critical value that consent denies to an output. */
public enum OnDeny {
  /** Held back; in place of the alert a review item without clinical content. */
  WITHHOLD,
  /** Written, flagged as written against consent. */
  BREAK_GLASS
}
