package dev.vigil.avro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.state.AlertFollowUp;
import dev.vigil.avro.state.AlertState;
import dev.vigil.avro.state.AuditHead;
import dev.vigil.avro.state.DueEscalation;
import dev.vigil.avro.state.LastValues;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An upgrade finds the state that earlier releases left in stores and changelogs. */
class StateEvolutionTest {

  static Stream<Class<? extends SpecificRecordBase>> states() {
    return Stream.of(
        PatientState.class,
        AlertState.class,
        ResourceVersion.class,
        AuditHead.class,
        AlertFollowUp.class,
        DueEscalation.class,
        LastValues.class);
  }

  /** What is not frozen when it is released, the next release cannot read. */
  @ParameterizedTest
  @MethodSource("states")
  <T extends SpecificRecordBase> void whatThisBuildWritesIsFrozen(Class<T> type)
      throws IOException, ReflectiveOperationException {
    Schema current = type.getDeclaredConstructor().newInstance().getSchema();
    assertThat(ReleasedSchemas.frozen(current.getName()).values())
        .as(
            "%s changed since it was frozen: run FreezeSchemas (its comment says how)",
            current.getName())
        .anyMatch(
            frozen ->
                SchemaNormalization.parsingFingerprint64(frozen)
                    == SchemaNormalization.parsingFingerprint64(current));
  }

  @ParameterizedTest
  @MethodSource("states")
  <T extends SpecificRecordBase> void stateOfEveryEarlierReleaseIsRead(Class<T> type)
      throws IOException, ReflectiveOperationException {
    Schema current = type.getDeclaredConstructor().newInstance().getSchema();
    AvroStateCodec<T> codec = new AvroStateCodec<>(type, current);
    Map<String, Schema> releases = ReleasedSchemas.frozen(current.getName());
    assertThat(releases).isNotEmpty();
    for (Map.Entry<String, Schema> release : releases.entrySet()) {
      Object old = new RandomData(release.getValue(), 1, 7L).iterator().next();
      ByteBuffer written =
          new BinaryMessageEncoder<>(GenericData.get(), release.getValue()).encode(old);
      byte[] bytes = new byte[written.remaining()];
      written.get(bytes);
      byte[] upgraded = codec.encode(codec.decode(bytes));

      BinaryMessageDecoder<Object> back =
          new BinaryMessageDecoder<>(GenericData.get(), release.getValue());
      back.addSchema(current);
      assertThat(back.decode(upgraded)).as(release.getKey()).isEqualTo(old);
    }
  }
}
