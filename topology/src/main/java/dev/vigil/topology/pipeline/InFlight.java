package dev.vigil.topology.pipeline;

/**
 * Learns what was written and is not committed yet: nobody can read it before. Called by stream
 * threads, each for its own transaction.
 */
@FunctionalInterface
public interface InFlight {
  /** For a pipeline whose transactions nobody times. */
  InFlight UNTIMED = (appendedAt, alerted) -> {};

  /**
   * An input record's outputs were written.
   *
   * @param appendedAt when the record came into the log, milliseconds since 1970 UTC
   * @param alerted whether an alert is among its outputs
   */
  void written(long appendedAt, boolean alerted);
}
