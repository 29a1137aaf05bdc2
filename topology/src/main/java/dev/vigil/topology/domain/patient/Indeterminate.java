package dev.vigil.topology.domain.patient;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is indeterminate in a patient's consent, for the operator who is to clear it.
 *
 * @param consents those whose newest version could not be read
 * @param overflow whether there are more Consents in force than are kept
 * @param revision of the state this was found in
 */
public record Indeterminate(List<Unreadable> consents, boolean overflow, String revision) {

  /**
   * A Consent whose newest version could not be read.
   *
   * @param id logical id; empty: not known, then it stands for all such Consents of the patient
   * @param since time of the event that brought the version, or of its arrival if it had none
   * @param readBefore whether an older version was read, which has effect again once it is cleared
   */
  public record Unreadable(String id, Instant since, boolean readBefore) {}

  /** What is indeterminate; null: nothing. */
  public static @Nullable Indeterminate of(PatientState state) {
    List<Unreadable> unreadable = new ArrayList<>();
    for (ConsentState consent : state.getConsents()) {
      if (!consent.getReadable()) {
        unreadable.add(
            new Unreadable(
                consent.getId(),
                Instant.ofEpochMilli(consent.getVersion().getEventTime()),
                PatientStateUpdate.wasRead(consent)));
      }
    }
    return unreadable.isEmpty() && !state.getOverflow()
        ? null
        : new Indeterminate(List.copyOf(unreadable), state.getOverflow(), Revision.of(state));
  }
}
