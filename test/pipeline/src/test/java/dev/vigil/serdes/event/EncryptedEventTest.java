package dev.vigil.serdes.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.serdes.avro.WireFormat;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** An encrypted event that comes in: it must not pass for one that has no resource. */
class EncryptedEventTest {
  private static FhirChangeEvent encrypted() {
    return FhirChangeEvent.newBuilder()
        .setEventId("e1")
        .setSource("vigil")
        .setEventType("observation.created")
        .setResourceType("Observation")
        .setResourceId("o1")
        .setPatientId("p1")
        .setTimestamp(Instant.EPOCH)
        .setEncryptedResource(ByteBuffer.wrap(new byte[] {1, 2, 3}))
        .build();
  }

  @Test
  void isADeadLetter() {
    byte[] value =
        new WireFormat<FhirChangeEvent>(
                new SchemaId(SampleSchemas.CURRENT_ID), FhirChangeEvent.getClassSchema())
            .encode(encrypted());

    assertThat(SampleRecord.describe(SampleRecord.decode(new SampleRecord().valued(value))))
        .isEqualTo("field-invalid at encryptedResource");
  }

  /** Written with a schema of another order, it is read field by field. */
  @Test
  void isOneAlsoWhereTheProducersSchemaIsAnother() throws IOException {
    List<Schema.Field> fields = new ArrayList<>();
    FhirChangeEvent.getClassSchema()
        .getFields()
        .forEach(field -> fields.add(0, new Schema.Field(field, field.schema())));
    Schema other = Schema.createRecord("FhirChangeEvent", "", "dev.vigil.avro", false, fields);
    GenericData.Record event = new GenericData.Record(other);
    fields.forEach(field -> event.put(field.name(), encrypted().get(field.name())));
    event.put("timestamp", 0L);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(70).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericData.Record>(other).write(event, encoder);
    encoder.flush();
    ChangeEventDecoder decoder =
        new ChangeEventDecoder(SampleRecord.settings(false), new SampleSchemas().with(70, other));

    assertThat(SampleRecord.describe(decoder.decode(new SampleRecord().valued(out.toByteArray()))))
        .isEqualTo("field-invalid at encryptedResource");
  }
}
