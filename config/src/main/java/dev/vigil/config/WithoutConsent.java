package dev.vigil.config;

/** What an output does for a patient of whom no Consent applies. */
public enum WithoutConsent {
  /** Writes the record. */
  PERMIT,
  /** Leaves the record out. */
  DENY
}
