package dev.vigil.topology.runtime.reset;

/** Where reading goes on after a reset. */
public enum StartPosition {
  /** Where it ended: nothing is judged twice, and nothing is left out. */
  COMMITTED,
  /** At the oldest record that retention has left: all of it is judged again. */
  EARLIEST,
  /** Behind the newest record: what waits is never judged. */
  LATEST
}
