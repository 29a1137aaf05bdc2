package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.PatientState;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.topology.domain.patient.PatientFacts;
import dev.vigil.topology.domain.patient.PatientStateUpdate;
import dev.vigil.topology.domain.patient.PatientStateUpdate.Coordinates;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps one state per patient, of bounded size. */
final class PatientStates {
  private final int maxConsents;
  private final int maxBytes;

  /**
   * With bounds.
   *
   * @param maxConsents most Consents kept per patient
   * @param maxBytes largest state: what the changelog refuses would stop the partition
   */
  PatientStates(int maxConsents, int maxBytes) {
    this.maxConsents = maxConsents;
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
    return update.after == null ? indeterminate(before) : update.after;
  }

  /** What could not be kept may have been a deny. */
  private static StoredPatient indeterminate(@Nullable StoredPatient before) {
    PatientState.Builder state =
        before == null ? PatientState.newBuilder() : PatientState.newBuilder(before.state());
    return StoredPatient.of(state.setOverflow(true).build());
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
              Instant.ofEpochMilli(input.timestamp()));
      PatientFacts facts = Objects.requireNonNull(judgement.facts());
      PatientState known = before == null ? null : before.state();
      StoredPatient updated =
          StoredPatient.of(PatientStateUpdate.apply(known, facts, coordinates, maxConsents));
      if (updated.encoded().length > maxBytes) {
        judgement.fail(DeadLetterReason.TOO_LARGE, name());
      } else {
        after = updated;
      }
    }
  }
}
