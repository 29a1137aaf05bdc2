package dev.vigil.topology.runtime.audit.verify;

/** What verification can find. Codes are a contract with scripts. */
public enum FindingKind {
  RECORD_NOT_AUDITED("record-not-audited", "an input record has no audit record"),
  AUDITED_TWICE("audited-twice", "an input record has more than one audit record"),
  AUDIT_WITHOUT_RECORD(
      "audit-without-record", "an audit record is about an input record that is not there"),
  AUDIT_MISPLACED(
      "audit-misplaced", "an audit record stands in another partition than its input record"),
  AUDIT_FOREIGN("audit-foreign", "an audit record is about a topic that is no input"),
  AUDIT_UNREADABLE("audit-unreadable", "a record in the audit topic is no audit record"),
  HASH_WRONG("hash-wrong", "an audit record does not hash to what it says: it was edited"),
  CHAIN_BROKEN("chain-broken", "an audit record does not follow the one before it in its chain"),
  CHAIN_RESTARTED("chain-restarted", "a chain begins anew in the middle"),
  OUTPUT_MISSING("output-missing", "an output that the audit announces is not there"),
  OUTPUT_TWICE("output-twice", "an output is there more often than the audit announces it"),
  OUTPUT_UNANNOUNCED("output-unannounced", "no audit record announces an output that is there"),
  OUTPUT_FOREIGN("output-foreign", "an output names no input record as its cause"),
  HEAD_DIFFERS("head-differs", "the audit record at an exported head has another hash by now"),
  HEAD_MISSING("head-missing", "the audit record at an exported head is gone"),
  BLOCK_DIFFERS(
      "block-differs", "a block of 65,536 offsets does not agree; too many to name each record");

  private final String code;
  private final String meaning;

  FindingKind(String code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public String code() {
    return code;
  }

  /** For people, in half a line. */
  public String meaning() {
    return meaning;
  }
}
