package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.StateChange;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.topology.domain.patient.KeptConsents;
import dev.vigil.topology.domain.patient.PatientFacts;
import dev.vigil.topology.domain.patient.PatientFacts.IndeterminateCleared;
import dev.vigil.topology.domain.patient.PatientFacts.PatientBasics;
import dev.vigil.topology.domain.patient.PatientFacts.PatientDeleted;
import dev.vigil.topology.domain.patient.PatientFacts.Understood;
import dev.vigil.topology.domain.patient.PatientStateUpdate;
import dev.vigil.topology.domain.patient.PatientStateUpdate.Coordinates;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps one state per patient, of bounded size. */
final class PatientStates {
  private final KeptConsents bounds;
  private final int maxBytes;

  /**
   * With bounds.
   *
   * @param bounds how many Consents are kept per patient
   * @param maxBytes largest state: what the changelog refuses would stop the partition
   */
  PatientStates(KeptConsents bounds, int maxBytes) {
    this.bounds = bounds;
    this.maxBytes = maxBytes;
  }

  /** What is known of a patient before the first record. */
  @SuppressWarnings("NullAway") // Kafka Streams hands it to the aggregator, which takes a null.
  static StoredPatient none() {
    return null;
  }

  /** The state after a record. A record that cannot be applied leaves consent indeterminate. */
  StoredPatient apply(byte[] key, Judgement judgement, @Nullable StoredPatient before) {
    Update update = new Update(before);
    StepProcessor.run(update, judgement);
    if (update.after != null) {
      return update.after;
    }
    if (before != null && !bringsConsent(judgement.facts())) {
      return before;
    }
    return indeterminate(judgement.input(), before);
  }

  /** Others that fail lose no Consent. */
  private static boolean bringsConsent(@Nullable PatientFacts facts) {
    return !(facts instanceof IndeterminateCleared
        || facts instanceof Understood
        || facts instanceof PatientBasics
        || facts instanceof PatientDeleted);
  }

  /** What could not be kept may have been a deny. It is a change: who clears must have seen it. */
  private static StoredPatient indeterminate(InputRecord input, @Nullable StoredPatient before) {
    PatientState.Builder state =
        before == null ? PatientState.newBuilder() : PatientState.newBuilder(before.state());
    return StoredPatient.of(
        state
            .setOverflow(true)
            .setLastChange(
                StateChange.newBuilder()
                    .setTopic(input.topic())
                    .setPartition(input.partition())
                    .setOffset(input.offset())
                    .build())
            .build());
  }

  /** A backfill brings only what the stream did not. */
  private static boolean isKnown(PatientState known, PatientFacts facts, Judgement judgement) {
    return judgement.deadLetter() == null
        && judgement.replay().isFirstBackfill()
        && PatientStateUpdate.isKnown(known, facts);
  }

  private final class Update implements Step {
    private final @Nullable StoredPatient before;
    private @Nullable StoredPatient after;

    Update(@Nullable StoredPatient before) {
      this.before = before;
    }

    @Override
    public String name() {
      return "patient-state";
    }

    @Override
    public void complete(Judgement judgement) {
      InputRecord input = judgement.input();
      Coordinates coordinates =
          new Coordinates(
              input.topic(),
              input.partition(),
              input.offset(),
              Instant.ofEpochMilli(input.timestamp()),
              judgement.replay().origin());
      PatientFacts facts = Objects.requireNonNull(judgement.facts());
      PatientState known = before == null ? null : before.state();
      if (known != null && judgement.hasEvent() && isKnown(known, facts, judgement)) {
        judgement.duplicate();
        after = before;
        return;
      }
      StoredPatient updated =
          StoredPatient.of(PatientStateUpdate.apply(known, facts, coordinates, bounds));
      if (updated.encoded().length > maxBytes) {
        judgement.fail(DeadLetterReason.TOO_LARGE, name());
      } else {
        after = updated;
      }
    }
  }
}
