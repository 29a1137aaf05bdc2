package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.AlertState;
import dev.vigil.avro.state.DueEscalation;
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
    return find(key(event.tenant(), event.patientId(), event.resourceId()), now);
  }

  /** The alerts of an Observation, one of which is due. */
  @Nullable AlertState find(DueEscalation due) {
    return find(key(due), due.getAppendedAt().toEpochMilli());
  }

  private @Nullable AlertState find(byte[] key, long now) {
    byte[] stored = store.find(key, now);
    return stored == null ? null : CODEC.decode(stored);
  }

  void remember(ChangeEvent event, byte[] encoded, long now) {
    store.put(key(event.tenant(), event.patientId(), event.resourceId()), encoded, now);
  }

  /** Under the time of the Observation's newest record, so that later records find it. */
  void remember(DueEscalation due, byte[] encoded) {
    store.put(key(due), encoded, due.getAppendedAt().toEpochMilli());
  }

  static byte[] encode(AlertState state) {
    return CODEC.encode(state);
  }

  private static byte[] key(DueEscalation due) {
    return key(due.getTenant(), due.getPatientId(), due.getObservationId());
  }

  private static byte[] key(String tenant, String patientId, String observationId) {
    return ContentHash.ofTexts(tenant, patientId, observationId).toBytes();
  }
}
