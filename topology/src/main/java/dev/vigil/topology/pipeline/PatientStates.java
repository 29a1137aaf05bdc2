package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.PatientState;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.topology.domain.patient.PatientFacts;
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
  static PatientState none() {
    return null;
  }

  PatientState apply(byte[] key, Judgement judgement, @Nullable PatientState before) {
    InputRecord input = judgement.input();
    Coordinates coordinates =
        new Coordinates(
            input.topic(),
            input.partition(),
            input.offset(),
            Instant.ofEpochMilli(input.timestamp()));
    PatientFacts facts = Objects.requireNonNull(judgement.facts());
    PatientState after = PatientStateUpdate.apply(before, facts, coordinates, maxConsents);
    if (CODEC.encode(after).length <= maxBytes) {
      return after;
    }
    // As with too many Consents: what is not kept may have been a deny.
    PatientState known = before == null ? PatientState.newBuilder().build() : before;
    return PatientState.newBuilder(known).setOverflow(true).setLastChange(null).build();
  }
}
