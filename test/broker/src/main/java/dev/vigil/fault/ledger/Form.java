package dev.vigil.fault.ledger;

/** How an event is written. */
public enum Form {
  FLAT,
  CLOUD_EVENT,
  /** Where no schema was given to the writer, flat JSON stands for it. */
  AVRO
}
