package dev.vigil.serdes.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Vigil forwards, readers of the schema read, and the resource is what the producer sent. */
class ChangeEventWriterTest {
  /** White space, escapes and digits that a parser that writes anew would not keep. */
  private static final String ODD_BUT_VALID =
      "{ \"resourceType\" :\t\"Observation\",\n\n \"id\":\"o1\" , \"meta\":{ \"versionId\" : \"3\" },"
          + "\"note\":[{\"text\":\"\\u00fc\\/ü 😀\"}], \"valueQuantity\": {\"value\": 6.900e0 } }";

  private static final int PREFIX = 5;

  private final ChangeEventWriter writer =
      new ChangeEventWriter(new SchemaId(SampleSchemas.CURRENT_ID));

  @ParameterizedTest
  @EnumSource(Form.class)
  void avrosOwnReaderReadsTheEvent(Form form) throws IOException {
    InputRecord input = new SampleRecord().with("tenant", "north").in(form);

    FhirChangeEvent read = read(writer.encode(SampleRecord.event(input)));

    assertThat(read.getEventId()).isEqualTo("e1");
    assertThat(read.getSource()).isEqualTo("https://lis.example.org");
    assertThat(read.getEventType()).isEqualTo("observation.created");
    assertThat(read.getResourceType()).isEqualTo("Observation");
    assertThat(read.getResourceId()).isEqualTo("o1");
    assertThat(read.getVersionId()).isEqualTo("3");
    assertThat(read.getPatientId()).isEqualTo("p1");
    assertThat(read.getTenant()).isEqualTo("north");
    assertThat(read.getTimestamp()).isEqualTo("2026-01-15T12:00:00Z");
    assertThat(read.getRequestId()).isEqualTo("r1");
    assertThat(read.getResource()).isEqualTo(SampleRecord.RESOURCE);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void theResourceIsKeptByteForByte(Form form) throws IOException {
    InputRecord input = new SampleRecord().resource(ODD_BUT_VALID).in(form);

    assertThat(read(writer.encode(SampleRecord.event(input))).getResource())
        .isEqualTo(ODD_BUT_VALID);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void whatIsAbsentIsNull(Form form) throws IOException {
    SampleRecord deletion =
        new SampleRecord()
            .with("eventType", "observation.deleted")
            .with("versionId", null)
            .with("requestId", null)
            .resource(null);

    FhirChangeEvent read = read(writer.encode(SampleRecord.event(deletion.in(form))));

    assertThat(read.getVersionId()).isNull();
    assertThat(read.getRequestId()).isNull();
    assertThat(read.getResource()).isNull();
  }

  @Test
  void anIdOnlyNoticeHasNoResource() throws IOException {
    byte[] written = writer.encodeIdOnly(SampleRecord.event(new SampleRecord().in(Form.FLAT)));

    assertThat(read(written).getResource()).isNull();
    assertThat(read(written).getResourceId()).isEqualTo("o1");
  }

  @Test
  void confluentsDeserializerReadsTheEvent() throws Exception {
    String scope = "change-event-writer";
    String topic = "fhir.permitted.treatment";
    int id =
        MockSchemaRegistry.getClientForScope(scope)
            .register(topic + "-value", new AvroSchema(ChangeEventWriter.schema()));
    byte[] written =
        new ChangeEventWriter(new SchemaId(id))
            .encode(SampleRecord.event(new SampleRecord().in(Form.FLAT)));
    try (KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
      deserializer.configure(
          Map.of("schema.registry.url", "mock://" + scope, "specific.avro.reader", true), false);
      assertThat(deserializer.deserialize(topic, written)).isEqualTo(read(written));
    } finally {
      MockSchemaRegistry.dropScope(scope);
    }
  }

  /** A permitted topic can be the input of another Vigil. */
  @Test
  void whatIsWrittenCanBeReadAgain() {
    ChangeEvent first =
        SampleRecord.event(new SampleRecord().resource(ODD_BUT_VALID).in(Form.FLAT));

    ChangeEvent second = SampleRecord.event(new SampleRecord().valued(writer.encode(first)));

    assertThat(second.identity()).isEqualTo(first.identity());
    assertThat(second.content()).isEqualTo(first.content());
    assertThat(second.timestamp()).isEqualTo(first.timestamp());
  }

  private static FhirChangeEvent read(byte[] written) throws IOException {
    var decoder =
        DecoderFactory.get().binaryDecoder(written, PREFIX, written.length - PREFIX, null);
    FhirChangeEvent event =
        new SpecificDatumReader<FhirChangeEvent>(FhirChangeEvent.getClassSchema())
            .read(null, decoder);
    assertThat(decoder.isEnd()).as("nothing behind the event").isTrue();
    return event;
  }
}
