package dev.vigil.topology.domain.consent;

/** How several Consents of one patient become one verdict; FHIR has no rule for this. */
public enum CombiningRule {
  /** A deny wins, then what is indeterminate, then a permit. */
  DENY_OVERRIDES("deny-overrides"),
  /** The Consent with the latest dateTime that covers the question wins. */
  MOST_RECENT("most-recent"),
  /** The first category of a configured order that covers the question wins. */
  ORDERED("ordered");

  private final String code;

  CombiningRule(String code) {
    this.code = code;
  }

  /** Stable code, as it stands in audit records. */
  public String code() {
    return code;
  }
}
