package dev.vigil.topology.runtime.replay;

/** How fast records are sent to {@code fhir.replay}. */
public interface Pace extends AutoCloseable {
  /** As fast as the brokers take them. */
  Pace UNBOUNDED = records -> {};

  /** Waits until so many records may be sent. All that it was asked for before were sent. */
  void await(int records);

  /** How many records are sent in one go at most. */
  default int batch() {
    return 500;
  }

  @Override
  default void close() {}
}
