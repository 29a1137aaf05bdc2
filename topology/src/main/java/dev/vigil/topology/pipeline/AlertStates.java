package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.AlertState;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.fhir.ContentHash;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import dev.vigil.topology.pipeline.state.BucketedStore;
import org.jspecify.annotations.Nullable;

/** The alerts of each Observation that were delivered. */
final class AlertStates {
  private static final AvroStateCodec<AlertState> CODEC =
      new AvroStateCodec<>(AlertState.class, AlertState.getClassSchema());

  private final BucketedStore store;

  AlertStates(BucketedStore store) {
    this.store = store;
  }

  @Nullable AlertState find(ChangeEvent event, long now) {
    return find(event, event.resourceId(), now);
  }

  /** The alerts of any Observation of the event's patient. */
  @Nullable AlertState find(ChangeEvent event, String observationId, long now) {
    byte[] stored = store.find(key(event, observationId), now);
    return stored == null ? null : CODEC.decode(stored);
  }

  void remember(ChangeEvent event, String observationId, byte[] encoded, long now) {
    store.put(key(event, observationId), encoded, now);
  }

  static byte[] encode(AlertState state) {
    return CODEC.encode(state);
  }

  private static byte[] key(ChangeEvent event, String observationId) {
    return ContentHash.ofTexts(event.tenant(), event.patientId(), observationId).toBytes();
  }
}
