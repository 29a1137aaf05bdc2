package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.StateChange;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.topology.domain.patient.KeptConsents;
import dev.vigil.topology.domain.patient.PatientFacts;
import dev.vigil.topology.domain.patient.PatientFacts.IndeterminateCleared;
import dev.vigil.topology.domain.patient.PatientStateUpdate;
import dev.vigil.topology.domain.patient.PatientStateUpdate.Coordinates;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps one state per patient, of bounded size. */
final class PatientStates {
  static final AvroStateCodec<PatientState> CODEC =
      new AvroStateCodec<>(PatientState.class, PatientState.getClassSchema());

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
  static PatientState none() {
    return null;
  }

  /** The state after a record. A record that cannot be applied leaves consent indeterminate. */
  PatientState apply(byte[] key, Judgement judgement, @Nullable PatientState before) {
    Update update = new Update(before);
    StepProcessor.run(update, judgement);
    if (update.after != null) {
      return update.after;
    }
    // A clear that fails brings no Consent that could be lost.
    return before != null && judgement.facts() instanceof IndeterminateCleared
        ? before
        : indeterminate(judgement.input(), before);
  }

  /** What could not be kept may have been a deny. It is a change: who clears must have seen it. */
  private static PatientState indeterminate(InputRecord input, @Nullable PatientState before) {
    PatientState.Builder state =
        before == null ? PatientState.newBuilder() : PatientState.newBuilder(before);
    return state
        .setOverflow(true)
        .setLastChange(
            StateChange.newBuilder()
                .setTopic(input.topic())
                .setPartition(input.partition())
                .setOffset(input.offset())
                .build())
        .build();
  }

  private final class Update implements Step {
    private final @Nullable PatientState before;
    private @Nullable PatientState after;

    Update(@Nullable PatientState before) {
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
      PatientState updated = PatientStateUpdate.apply(before, facts, coordinates, bounds);
      if (CODEC.encode(updated).length > maxBytes) {
        judgement.fail(DeadLetterReason.TOO_LARGE, name());
      } else {
        after = updated;
      }
    }
  }
}
