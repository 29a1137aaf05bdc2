package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.topology.pipeline.state.AvroStateCodec;

/** The bytes in which the pipeline remembers a resource's version, for who fills its store. */
public final class StoredVersions {
  private static final AvroStateCodec<ResourceVersion> CODEC =
      new AvroStateCodec<>(ResourceVersion.class, ResourceVersion.getClassSchema());

  private StoredVersions() {}

  /** What the version is found by. */
  public static byte[] key(ChangeEvent event) {
    return ResourceVersions.key(event);
  }

  /**
   * What is remembered of it.
   *
   * @param appended log-append time, milliseconds since 1970
   */
  public static byte[] value(ChangeEvent event, long appended) {
    return CODEC.encode(ResourceVersions.of(event, appended));
  }
}
