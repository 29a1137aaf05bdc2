package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.LastValues;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.fhir.ContentHash;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import dev.vigil.topology.pipeline.state.BucketedStore;
import org.jspecify.annotations.Nullable;

/**
 * The values of each patient that later ones are held against. One record per patient: a deletion
 * names an Observation, not an analyte.
 */
final class LastValuesOfPatients {
  private static final AvroStateCodec<LastValues> CODEC =
      new AvroStateCodec<>(LastValues.class, LastValues.getClassSchema());

  private final BucketedStore store;

  LastValuesOfPatients(BucketedStore store) {
    this.store = store;
  }

  @Nullable LastValues find(ChangeEvent event, long now) {
    byte[] stored = store.find(key(event), now);
    return stored == null ? null : CODEC.decode(stored);
  }

  void remember(ChangeEvent event, byte[] encoded, long now) {
    store.put(key(event), encoded, now);
  }

  static byte[] encode(LastValues values) {
    return CODEC.encode(values);
  }

  private static byte[] key(ChangeEvent event) {
    return ContentHash.ofTexts(event.tenant(), event.patientId()).toBytes();
  }
}
