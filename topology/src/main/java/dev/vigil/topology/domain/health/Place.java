package dev.vigil.topology.domain.health;

/** What a stream thread was at when it was looked at. */
public enum Place {
  /** Asking for records, or waiting for some. */
  INPUT,
  /** In a state store: reading it, writing it, or waiting for its disk. */
  STATE,
  /** Sending or committing, or waiting for the brokers to take it. */
  BROKERS,
  /** Asking the schema registry, or waiting for it. */
  REGISTRY,
  /** Anything else: judging records, mostly. */
  WORK
}
