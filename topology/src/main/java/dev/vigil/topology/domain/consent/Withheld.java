package dev.vigil.topology.domain.consent;

/** What an output that is open for a patient receives in place of a resource that is withheld. */
public enum Withheld {
  /** Nothing. */
  DROP,
  /** An id-only notice. */
  NOTICE
}
