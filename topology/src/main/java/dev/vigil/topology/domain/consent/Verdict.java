package dev.vigil.topology.domain.consent;

/** What a Consent, or all Consents of a patient together, say to a question. */
public enum Verdict {
  PERMIT,
  DENY,
  /** No rule of it covers the question. */
  NOT_APPLICABLE,
  /** It may cover the question, but cannot be read well enough to know. */
  INDETERMINATE
}
