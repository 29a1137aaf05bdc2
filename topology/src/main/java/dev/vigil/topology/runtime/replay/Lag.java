package dev.vigil.topology.runtime.replay;

/** How far the application is behind its inputs. */
public interface Lag extends AutoCloseable {
  /**
   * How many records wait for the application, in all its inputs together. Exact only where it
   * decides: whether there are more than {@code enough}.
   */
  long records(long enough);

  @Override
  default void close() {}
}
