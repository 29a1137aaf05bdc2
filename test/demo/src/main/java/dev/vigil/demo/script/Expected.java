package dev.vigil.demo.script;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.Outcome;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of a record, as its audit record must say it.
 *
 * @param outcome of the record
 * @param reason of a dead letter; null: it is none
 * @param superseded whether a newer version came before
 * @param written names of the outputs that got a change event
 * @param alerts status of each alert record
 * @param reviews reason of each review item
 */
public record Expected(
    Outcome outcome,
    @Nullable String reason,
    boolean superseded,
    Set<String> written,
    List<AlertStatus> alerts,
    List<String> reviews) {
  static final String TREATMENT = "treatment";
  static final String RESEARCH = "research";

  static final Expected DUPLICATE =
      new Expected(Outcome.DUPLICATE, null, false, Set.of(), List.of(), List.of());

  /** Without a Consent: treatment gets the event, research does not. */
  static final Expected TREATMENT_ONLY = permitted(TREATMENT);

  static final Expected EVERYWHERE = permitted(TREATMENT, RESEARCH);

  static final Expected RAISED = TREATMENT_ONLY.alert(AlertStatus.RAISED);
  static final Expected UPDATED = TREATMENT_ONLY.alert(AlertStatus.UPDATED);
  static final Expected RETRACTED = TREATMENT_ONLY.alert(AlertStatus.RETRACTED);
  static final Expected SUPERSEDED =
      new Expected(Outcome.PERMITTED, null, true, Set.of(TREATMENT), List.of(), List.of());

  static Expected permitted(String... outputs) {
    return new Expected(Outcome.PERMITTED, null, false, Set.of(outputs), List.of(), List.of());
  }

  /** Denied everywhere; an output that this record closes gets a notice. */
  static Expected denied(String... notices) {
    return new Expected(Outcome.DENIED, null, false, Set.of(notices), List.of(), List.of());
  }

  static Expected deadLetter(String reason) {
    return new Expected(Outcome.DEAD_LETTERED, reason, false, Set.of(), List.of(), List.of());
  }

  Expected alert(AlertStatus status) {
    return new Expected(outcome, reason, superseded, written, List.of(status), reviews);
  }

  Expected review(String item) {
    return new Expected(outcome, reason, superseded, written, alerts, List.of(item));
  }
}
