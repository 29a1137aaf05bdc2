package dev.vigil.fault.verdict;

/** What is to be proven. */
public enum Guarantee {
  /** The brokers kept what they acknowledged, once and in order; if not, Vigil is not to blame. */
  INPUT_AS_ACKNOWLEDGED("input as acknowledged"),
  /** All input was processed in time. */
  ALL_PROCESSED("all processed"),
  NO_LOSS("no loss"),
  NO_DUPLICATE("no duplicate"),
  NO_REORDERING("no reordering"),
  /** Nothing was written that no input should have caused. */
  NOTHING_ELSE("nothing else"),
  ONE_AUDIT_RECORD_EACH("one audit record each"),
  ALERTS_COMPLETE("alerts complete"),
  ALERTS_NOT_DOUBLED("alerts not doubled"),
  DEAD_LETTERS("dead letters"),
  /** The command vigil audit verify says so too. */
  AUDIT_VERIFIED("audit verify"),
  /** What instances logged and printed names no patient. */
  NO_PATIENT_IN_LOGS("no patient in logs");

  private final String label;

  Guarantee(String label) {
    this.label = label;
  }

  /** For a table's head. */
  public String label() {
    return label;
  }
}
