package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.PatientState;
import dev.vigil.topology.domain.patient.PatientFacts.IndeterminateCleared;
import dev.vigil.topology.domain.patient.Revision;
import org.jspecify.annotations.Nullable;

/** What the audit record of an operator's clear says of it. */
final class ClearNotes {
  private static final String CLEARED = "indeterminate-cleared";

  /** The patient's state has changed since the operator saw it: nothing was cleared. */
  private static final String OUTDATED = "clear-outdated";

  /** What was to be cleared is not indeterminate. */
  private static final String NOTHING_TO_CLEAR = "nothing-to-clear";

  private ClearNotes() {}

  /**
   * The code of what became of a clear.
   *
   * @param after the patient's state after it
   * @param changed whether the clear made that state
   */
  static String of(IndeterminateCleared clear, @Nullable PatientState after, boolean changed) {
    if (changed) {
      return CLEARED;
    }
    return after != null && clear.seen().equals(Revision.of(after)) ? NOTHING_TO_CLEAR : OUTDATED;
  }
}
