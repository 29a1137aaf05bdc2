package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.PatientState;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import java.util.Arrays;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a patient, as it is stored. Every record of a patient comes with it, and most
 * need no more than to recognise it: so it is decoded only when somebody asks. Not thread-safe.
 */
public final class StoredPatient {
  private static final AvroStateCodec<PatientState> CODEC =
      new AvroStateCodec<>(PatientState.class, PatientState.getClassSchema());

  private final byte[] encoded;
  private @Nullable PatientState state;

  private StoredPatient(byte[] encoded, @Nullable PatientState state) {
    this.encoded = encoded;
    this.state = state;
  }

  /** For a state that nobody changes any more. */
  public static StoredPatient of(PatientState state) {
    return new StoredPatient(CODEC.encode(state), state);
  }

  /** For stored bytes, which are neither copied nor looked at. */
  public static StoredPatient ofEncoded(byte[] encoded) {
    return new StoredPatient(encoded, null);
  }

  /** The bytes that are stored, not a copy: read only. */
  public byte[] encoded() {
    return encoded;
  }

  /**
   * The state, decoded at the first call.
   *
   * @throws org.apache.kafka.common.errors.SerializationException as {@link AvroStateCodec#decode}
   */
  public PatientState state() {
    PatientState known = state;
    if (known == null) {
      known = CODEC.decode(encoded);
      state = known;
    }
    return known;
  }

  /** Whether both are the same revision: nothing but equal bytes proves it. */
  boolean isSameAs(StoredPatient other) {
    return Arrays.equals(encoded, other.encoded);
  }

  /** For the store: no more than wraps and unwraps. */
  static Serde<StoredPatient> serde() {
    return Serdes.serdeFrom(
        (topic, stored) -> stored == null ? null : stored.encoded,
        (topic, bytes) -> ofEncodedOrNull(bytes));
  }

  private static @Nullable StoredPatient ofEncodedOrNull(byte @Nullable [] bytes) {
    return bytes == null ? null : ofEncoded(bytes);
  }
}
