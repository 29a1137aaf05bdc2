package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.AlertFollowUp;
import dev.vigil.serdes.fhir.ContentHash;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import dev.vigil.topology.pipeline.state.BucketedStore;
import org.jspecify.annotations.Nullable;

/** Who acknowledged each delivered alert, kept as long as the alerts themselves. */
final class AlertFollowUps {
  private static final AvroStateCodec<AlertFollowUp> CODEC =
      new AvroStateCodec<>(AlertFollowUp.class, AlertFollowUp.getClassSchema());

  private final BucketedStore store;

  AlertFollowUps(BucketedStore store) {
    this.store = store;
  }

  /**
   * Which alert of which patient: an id alone would let a sender acknowledge another patient's.
   *
   * @param tenant tenant; empty for none
   */
  record AlertKey(String tenant, String patientId, String alertId) {
    byte[] hash() {
      return ContentHash.ofTexts(tenant, patientId, alertId).toBytes();
    }
  }

  @Nullable AlertFollowUp find(AlertKey alert, long now) {
    byte[] stored = store.find(alert.hash(), now);
    return stored == null ? null : CODEC.decode(stored);
  }

  void remember(AlertKey alert, AlertFollowUp followUp, long now) {
    store.put(alert.hash(), CODEC.encode(followUp), now);
  }
}
