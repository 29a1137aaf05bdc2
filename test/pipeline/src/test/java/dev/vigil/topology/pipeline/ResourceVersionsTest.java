package dev.vigil.topology.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.state.Brought;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the newest version of a resource is stored. */
class ResourceVersionsTest {
  private static final AvroStateCodec<ResourceVersion> CODEC =
      new AvroStateCodec<>(ResourceVersion.class, ResourceVersion.getClassSchema());

  @ParameterizedTest
  @CsvSource({
    "lab, 1, 1700000000000, 1700000000001, 1700000000002, false, CONTENT",
    "'',  ,  ,              0,             -1,            true,  DELETION",
    "Zürich, ä, -5,         9,             0,             true,  IDS_ONLY",
    "a, b, 0,               1,             1,             false, UNKNOWN"
  })
  void whatIsWrittenFieldByFieldIsWhatAvroWouldWrite(
      String source,
      @Nullable String versionId,
      @Nullable Long lastUpdated,
      long eventTime,
      long arrivedAt,
      boolean replayed,
      Brought brought) {
    ResourceVersion version =
        new ResourceVersion(
            source, versionId, lastUpdated, eventTime, arrivedAt, replayed, brought);

    assertThat(new ResourceVersions.Encoding().encode(version)).isEqualTo(CODEC.encode(version));
  }
}
