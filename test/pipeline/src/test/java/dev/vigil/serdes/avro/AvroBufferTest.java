package dev.vigil.serdes.avro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.ReviewItem;
import dev.vigil.avro.state.PatientState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;

/** The buffer writes what Avro's own encoder writes. */
class AvroBufferTest {
  private static final byte[] PREFIX = {0, 1, 2, 3, 4};

  private final AvroBuffer buffer = new AvroBuffer();

  @Property(tries = 100)
  void whateverTheSchema(@ForAll long seed) throws IOException {
    for (Schema schema :
        List.of(
            AuditRecord.getClassSchema(),
            CriticalLabAlert.getClassSchema(),
            ReviewItem.getClassSchema(),
            OperationRecord.getClassSchema(),
            PatientState.getClassSchema())) {
      for (Object datum : new RandomData(schema, 2, seed)) {
        buffer.start(PREFIX);
        new GenericDatumWriter<>(schema).write(datum, buffer);
        byte[] written = buffer.toBytes();
        assertThat(Arrays.copyOf(written, PREFIX.length)).isEqualTo(PREFIX);
        assertThat(Arrays.copyOfRange(written, PREFIX.length, written.length))
            .isEqualTo(asAvro(encoder -> new GenericDatumWriter<>(schema).write(datum, encoder)));
      }
    }
  }

  @Property
  void whateverTheTextAndTheNumber(
      @ForAll String text, @ForAll int number, @ForAll long large, @ForAll double decimal)
      throws IOException {
    buffer.start(new byte[0]);
    buffer.writeString(text);
    buffer.writeInt(number);
    buffer.writeLong(large);
    buffer.writeDouble(decimal);
    buffer.writeFloat((float) decimal);
    buffer.writeBoolean(number > 0);
    buffer.writeOptional(text);
    buffer.writeOptional(null);

    assertThat(buffer.toBytes())
        .isEqualTo(
            asAvro(
                encoder -> {
                  encoder.writeString(text);
                  encoder.writeInt(number);
                  encoder.writeLong(large);
                  encoder.writeDouble(decimal);
                  encoder.writeFloat((float) decimal);
                  encoder.writeBoolean(number > 0);
                  encoder.writeIndex(1);
                  encoder.writeString(text);
                  encoder.writeIndex(0);
                }));
  }

  @Test
  void aLargeRecordIsWrittenAndTheNextOneToo() {
    String large = "x".repeat(1_000_000) + "é";

    buffer.start(PREFIX);
    buffer.writeString(large);
    assertThat(buffer.toBytes()).hasSize(PREFIX.length + 3 + 1_000_002);

    buffer.start(PREFIX);
    buffer.writeString("y");
    assertThat(buffer.toBytes()).containsExactly(0, 1, 2, 3, 4, 2, 'y');
    assertThat(buffer.toBytesWith(new byte[] {7, 8, 9}, 1, 2))
        .containsExactly(0, 1, 2, 3, 4, 2, 'y', 8, 9);
  }

  private interface Writing {
    void with(BinaryEncoder encoder) throws IOException;
  }

  private static byte[] asAvro(Writing writing) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    writing.with(encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
