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
    byte[] stored = store.find(key(event), now);
    return stored == null ? null : CODEC.decode(stored);
  }

  void remember(ChangeEvent event, byte[] encoded, long now) {
    store.put(key(event), encoded, now);
  }

  static byte[] encode(AlertState state) {
    return CODEC.encode(state);
  }

  private static byte[] key(ChangeEvent event) {
    return ContentHash.ofTexts(event.tenant(), event.patientId(), event.resourceId()).toBytes();
  }
}
