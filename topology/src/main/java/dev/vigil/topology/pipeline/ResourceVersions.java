package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.Brought;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.serdes.avro.AvroBuffer;
import dev.vigil.serdes.event.Change;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.fhir.ContentHash;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import dev.vigil.topology.pipeline.state.BucketedStore;
import org.jspecify.annotations.Nullable;

/** The newest version seen of each resource. */
final class ResourceVersions {
  private static final AvroStateCodec<ResourceVersion> CODEC =
      new AvroStateCodec<>(ResourceVersion.class, ResourceVersion.getClassSchema());

  private final BucketedStore store;
  private final Encoding encoding = new Encoding();

  ResourceVersions(BucketedStore store) {
    this.store = store;
  }

  @Nullable ResourceVersion newest(byte[] key, long now) {
    byte[] stored = store.find(key, now);
    return stored == null ? null : CODEC.decode(stored);
  }

  void remember(byte[] key, ChangeEvent event, long now) {
    store.put(key, encoding.encode(of(event, now)), now);
  }

  /**
   * The version that an event brings.
   *
   * @param appended log-append time of its record
   */
  static ResourceVersion of(ChangeEvent event, long appended) {
    Long original = event.replay().originalTimestamp();
    // Not by builder, which checks every field again: this is made for every record.
    return new ResourceVersion(
        event.source(),
        event.versionId(),
        event.lastUpdated() == null ? null : (Long) event.lastUpdated().toEpochMilli(),
        event.timestamp().toEpochMilli(),
        original == null ? appended : original,
        original != null,
        brought(event));
  }

  private static Brought brought(ChangeEvent event) {
    if (event.change() == Change.DELETED) {
      return Brought.DELETION;
    }
    return event.idOnly() ? Brought.IDS_ONLY : Brought.CONTENT;
  }

  /** Consents and Patients keep their versions in the patient's state, for as long as it lives. */
  static boolean areKeptWithPatient(ChangeEvent event) {
    return event.resourceType().equals("Consent") || event.resourceType().equals("Patient");
  }

  /** Under what a resource's newest version is kept. */
  static byte[] key(ChangeEvent event) {
    return ContentHash.ofTexts(
            event.tenant(), event.patientId(), event.resourceType(), event.resourceId())
        .toBytes();
  }

  /** As the codec writes it, in the order of the schema's fields: done for every record. */
  static final class Encoding {
    private static final byte[] MARK = AvroStateCodec.mark(ResourceVersion.getClassSchema());

    private final AvroBuffer buffer = new AvroBuffer();

    byte[] encode(ResourceVersion version) {
      buffer.start(MARK);
      buffer.writeString(version.getSource());
      buffer.writeOptional(version.getVersionId());
      Long lastUpdated = version.getLastUpdated();
      if (lastUpdated == null) {
        buffer.writeIndex(0);
      } else {
        buffer.writeIndex(1);
        buffer.writeLong(lastUpdated);
      }
      buffer.writeLong(version.getEventTime());
      buffer.writeLong(version.getArrivedAt());
      buffer.writeBoolean(version.getReplayed());
      buffer.writeSymbol(version.getBrought());
      return buffer.toBytes();
    }
  }
}
