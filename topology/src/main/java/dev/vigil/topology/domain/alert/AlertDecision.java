package dev.vigil.topology.domain.alert;

import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.ReviewItem;
import dev.vigil.avro.state.AlertState;
import dev.vigil.avro.state.LastValues;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an Observation's alerts.
 *
 * @param after the state to remember; null if it does not change
 * @param others states to remember of other Observations of the patient, by their id
 * @param values the patient's last values to remember; null if they do not change
 * @param alerts alert records to write
 * @param reviews what a person must look at
 * @param notes codes of what was noticed and needs nobody
 */
public record AlertDecision(
    @Nullable AlertState after,
    Map<String, AlertState> others,
    @Nullable LastValues values,
    List<CriticalLabAlert> alerts,
    List<ReviewItem> reviews,
    List<String> notes) {
  /** Nothing to write, to remember or to say. */
  public static final AlertDecision NOTHING =
      new AlertDecision(null, Map.of(), null, List.of(), List.of(), List.of());
}
