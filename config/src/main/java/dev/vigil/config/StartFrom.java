package dev.vigil.config;

/** Where an application that has no committed offsets begins. */
public enum StartFrom {
  /** At the oldest record kept. */
  EARLIEST,
  /** Behind the newest record. */
  LATEST
}
