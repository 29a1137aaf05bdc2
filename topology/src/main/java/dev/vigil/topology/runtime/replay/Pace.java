package dev.vigil.topology.runtime.replay;

/** How fast records are sent to {@code fhir.replay}. */
public interface Pace {
  /** As fast as the brokers take them. */
  Pace UNBOUNDED = records -> {};

  /** Waits until so many records may be sent. */
  void await(int records);
}
