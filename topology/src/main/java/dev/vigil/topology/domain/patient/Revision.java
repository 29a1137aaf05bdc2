package dev.vigil.topology.domain.patient;

import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.StateChange;

/** Names the state of a patient between two changes, so that a change in between is noticed. */
public final class Revision {
  private static final String UNCHANGED = "none";

  private Revision() {}

  /** Coordinates of the record that changed the state last, {@code topic/partition/offset}. */
  public static String of(PatientState state) {
    StateChange change = state.getLastChange();
    return change == null
        ? UNCHANGED
        : change.getTopic() + "/" + change.getPartition() + "/" + change.getOffset();
  }
}
