package dev.vigil.topology.cli;

import dev.vigil.topology.runtime.VigilException;

/** A fault whose lines stand in the log already: its exit code is all that is still to be told. */
final class AlreadyLogged extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient VigilException fault;

  AlreadyLogged(VigilException fault) {
    super(fault);
    this.fault = fault;
  }

  VigilException fault() {
    return fault;
  }
}
