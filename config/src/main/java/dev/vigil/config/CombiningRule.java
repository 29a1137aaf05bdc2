package dev.vigil.config;

/** How the verdicts of several Consents of one patient become one decision. */
public enum CombiningRule {
  /** One deny decides. */
  DENY_OVERRIDES,
  /** The Consent with the newest dateTime decides. */
  MOST_RECENT,
  /** The first Consent with a verdict decides, in a configured order of categories. */
  ORDERED
}
