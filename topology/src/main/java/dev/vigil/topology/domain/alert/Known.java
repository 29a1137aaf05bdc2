package dev.vigil.topology.domain.alert;

import dev.vigil.avro.state.AlertState;
import dev.vigil.avro.state.LastValues;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a patient.
 *
 * @param alerts those of the Observation; null: none
 * @param values the patient's last values; null: none, or nothing can depend on them
 * @param others gives the alerts of another Observation of the patient, by its id; null: none
 */
public record Known(
    @Nullable AlertState alerts,
    @Nullable LastValues values,
    Function<String, @Nullable AlertState> others) {

  private static final Known NOTHING = new Known(null, null, observationId -> null);

  /** Only the Observation's own alerts. */
  public static Known alone(@Nullable AlertState alerts) {
    return alerts == null ? NOTHING : new Known(alerts, null, observationId -> null);
  }

  /** Whether neither an alert of the Observation nor a value of the patient is remembered. */
  public boolean isNothing() {
    return alerts == null && values == null;
  }
}
