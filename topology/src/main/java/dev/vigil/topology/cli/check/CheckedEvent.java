package dev.vigil.topology.cli.check;

import dev.vigil.topology.cli.explain.LabAnswer;
import dev.vigil.topology.runtime.check.CheckedSample;
import java.util.List;

/**
 * What is said of one event.
 *
 * @param sample what it comes to
 * @param lab what the rules say of its values, for an adult; empty: it has none to judge
 */
record CheckedEvent(CheckedSample sample, List<LabAnswer> lab) {

  /** How they are written. */
  interface Printer {
    void print(CheckedEvent event);

    /** There are no more. */
    void end();
  }
}
