package dev.vigil.config;

/** What an output that is open for a patient receives in place of a withheld resource. */
public enum Withheld {
  /** Nothing. */
  DROP,
  /** An id-only notice. */
  NOTICE
}
