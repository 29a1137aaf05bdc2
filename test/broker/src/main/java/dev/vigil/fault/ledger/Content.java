package dev.vigil.fault.ledger;

/** What an event says of its resource. */
public enum Content {
  /** A Patient with a birth date. */
  BASICS,
  /** A Consent that permits research. */
  GRANT,
  /** A Consent that denies research. */
  DENY,
  /** A Consent that is no longer in force. */
  WITHDRAW,
  /** A result within its limits. */
  NORMAL,
  /** A result beyond its limit, whatever the patient's age. */
  CRITICAL,
  /** A critical result that was issued two days ago. */
  STALE,
  /** An Observation changed; what it says now is not in the event. */
  ID_ONLY,
  /** An Observation was deleted. */
  DELETED;

  /** Whether the event carries no resource. */
  public boolean isBare() {
    return this == ID_ONLY || this == DELETED;
  }
}
