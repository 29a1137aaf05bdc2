package dev.vigil.fault.ledger;

/** What is special about a record. */
public enum Damage {
  NONE,
  /** Its value is cut off halfway. */
  CUT,
  /** It is sent to the partition that librdkafka's default would choose. */
  MISPLACED,
  /** Its value has exactly as many bytes as are allowed. */
  AT_LIMIT,
  /** Its value has one byte more than is allowed. */
  OVER_LIMIT
}
