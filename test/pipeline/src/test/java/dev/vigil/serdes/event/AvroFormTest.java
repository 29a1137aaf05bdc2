package dev.vigil.serdes.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.serdes.avro.RegistryUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Avro from producers that are ahead of us, behind us, broken or hostile. */
class AvroFormTest {
  private static final int EVOLVED_ID = 21;

  @Test
  void readsAProducerThatIsAhead() {
    List<Schema.Field> fields = copyOf(SampleSchemas.CURRENT);
    // In front, so that a reader that ignored the writer's schema would fail.
    fields.add(0, new Schema.Field("priority", Schema.create(Schema.Type.LONG), "new", null));
    fields.add(
        1,
        new Schema.Field(
            "tags",
            Schema.createArray(Schema.createMap(Schema.create(Schema.Type.STRING))),
            "new",
            null));
    fields.add(2, new Schema.Field("ratio", Schema.create(Schema.Type.DOUBLE), "new", null));
    fields.add(3, new Schema.Field("raw", Schema.create(Schema.Type.BYTES), "new", null));
    fields.add(4, new Schema.Field("hash", Schema.createFixed("H", null, null, 3), "new", null));
    fields.add(5, new Schema.Field("flag", Schema.create(Schema.Type.BOOLEAN), "new", null));
    fields.add(6, new Schema.Field("share", Schema.create(Schema.Type.FLOAT), "new", null));
    Schema ahead = record(fields);
    GenericData.Record event = sample(ahead);
    event.put("priority", Long.MIN_VALUE);
    event.put("tags", List.of(Map.of("a", "b"), Map.of()));
    event.put("ratio", 1.5);
    event.put("raw", ByteBuffer.wrap(new byte[300]));
    event.put("hash", new GenericData.Fixed(ahead.getField("hash").schema(), new byte[3]));
    event.put("flag", true);
    event.put("share", 0.5f);

    assertThat(describe(ahead, Form.wire(EVOLVED_ID, event))).isEqualTo("event");
  }

  @Test
  void readsAProducerThatIsBehind() {
    List<Schema.Field> fields = copyOf(SampleSchemas.CURRENT);
    fields.removeIf(field -> List.of("tenant", "requestId", "versionId").contains(field.name()));
    Schema behind = record(fields);

    assertThat(describe(behind, Form.wire(EVOLVED_ID, sample(behind)))).isEqualTo("event");
  }

  @Test
  void readsAProducerThatMayLeaveAFieldNullAsLongAsItDoesNot() {
    List<Schema.Field> fields = copyOf(SampleSchemas.CURRENT);
    Schema nullable =
        Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING));
    fields.replaceAll(f -> f.name().equals("source") ? new Schema.Field("source", nullable) : f);
    Schema schema = record(fields);
    GenericData.Record known = sample(schema);
    GenericData.Record unknown = sample(schema);
    unknown.put("source", null);

    assertThat(describe(schema, Form.wire(EVOLVED_ID, known))).isEqualTo("event");
    assertThat(describe(schema, Form.wire(EVOLVED_ID, unknown))).isEqualTo("incompatible-schema");
  }

  @Test
  void nothingMayFollowTheEvent() {
    byte[] value = valid();

    assertThat(describe(Arrays.copyOf(value, value.length + 1)))
        .isEqualTo("malformed-avro at trailing-content");
  }

  @Test
  void truncatedAnywhereItIsADeadLetter() {
    byte[] value = valid();
    for (int length = 1; length < value.length; length++) {
      assertThat(describe(Arrays.copyOf(value, length)))
          .as("cut to %s of %s bytes", length, value.length)
          .startsWith("malformed-avro");
    }
  }

  @Test
  void aTextThatIsNotUtf8IsADeadLetterThatNamesTheField() {
    byte[] value = valid();
    value[6] = (byte) 0xC3; // first byte of eventId

    assertThat(describe(value)).isEqualTo("field-invalid at eventId");
  }

  /** What no allocation limit may depend on: each would ask for up to 2 GB, of a 1 GB heap. */
  @Test
  void aLengthAloneAllocatesNothing() throws IOException {
    for (long length : new long[] {Integer.MAX_VALUE - 8, Integer.MAX_VALUE, 1L << 40, -1}) {
      ByteArrayOutputStream value = new ByteArrayOutputStream();
      value.write(new byte[] {0, 0, 0, 0, SampleSchemas.CURRENT_ID});
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(value, null);
      encoder.writeLong(length);
      value.write(new byte[40]);

      assertThat(describe(value.toByteArray())).as("length %s", length).isEqualTo("malformed-avro");
    }
  }

  /** A block of 2^60 items that take no bytes would be read until the end of days. */
  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aBlockOfCountlessItemsIsADeadLetter() throws IOException {
    List<Schema.Field> fields = copyOf(SampleSchemas.CURRENT);
    Schema nothings = Schema.createArray(Schema.create(Schema.Type.NULL));
    fields.add(0, new Schema.Field("nothings", nothings, "new", null));
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.write(new byte[] {0, 0, 0, 0, EVOLVED_ID});
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(value, null);
    encoder.writeLong(1L << 60);
    value.write(new byte[40]);

    assertThat(describe(record(fields), value.toByteArray())).isEqualTo("malformed-avro");
  }

  /** The same bytes by another way: bytes are encoded as texts are, and read as texts. */
  @Property(tries = 2000, seed = "20260301")
  void ownEventsAreReadAsAvroReadsThem(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] value = valid();
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      // The lengths, unions and numbers stand before the resource.
      int at = 5 + random.nextInt(Math.min(140, value.length - 5));
      value[at] = (byte) (random.nextBoolean() ? random.nextInt(8) : random.nextInt(256));
    }
    byte[] evolved = value.clone();
    evolved[4] = EVOLVED_ID;

    assertThat(said(SampleSchemas.CURRENT, value)).isEqualTo(said(otherwiseWritten(), evolved));
  }

  private static String said(Schema writer, byte[] value) {
    ChangeEventDecoder decoder =
        new ChangeEventDecoder(
            SampleRecord.settings(false), new SampleSchemas().with(EVOLVED_ID, writer));
    Decoded decoded = decoder.decode(new SampleRecord().valued(value));
    return decoded instanceof ChangeEvent event
        ? event.identity() + " " + event.content() + " " + event.timestamp() + event.requestId()
        : SampleRecord.describe(decoded);
  }

  private static Schema otherwiseWritten() {
    List<Schema.Field> fields = copyOf(SampleSchemas.CURRENT);
    Schema bytes = Schema.create(Schema.Type.BYTES);
    fields.replaceAll(f -> f.name().equals("source") ? new Schema.Field("source", bytes) : f);
    return record(fields);
  }

  @Test
  void aDeadLetterLeavesNothingBehindForTheNextRecord() {
    ChangeEventDecoder decoder = SampleRecord.decoder();
    byte[] value = valid();

    decoder.decode(new SampleRecord().valued(Arrays.copyOf(value, value.length / 2)));
    Decoded next = decoder.decode(new SampleRecord().valued(value));

    assertThat(SampleRecord.describe(next)).isEqualTo("event");
  }

  @Test
  void anUnreachableRegistryIsNotTheRecordsFault() {
    RegistryUnavailableException away =
        new RegistryUnavailableException("away", new IOException("refused"));
    ChangeEventDecoder decoder =
        new ChangeEventDecoder(
            SampleRecord.settings(false),
            id -> {
              throw away;
            });

    assertThatThrownBy(() -> decoder.decode(new SampleRecord().in(Form.AVRO))).isSameAs(away);
  }

  private static byte[] valid() {
    byte[] value = new SampleRecord().in(Form.AVRO).value();
    assertThat(value).isNotNull();
    return value;
  }

  private static String describe(byte[] value) {
    return SampleRecord.describe(SampleRecord.decode(new SampleRecord().valued(value)));
  }

  private static String describe(Schema writer, byte[] value) {
    ChangeEventDecoder decoder =
        new ChangeEventDecoder(
            SampleRecord.settings(false), new SampleSchemas().with(EVOLVED_ID, writer));
    return SampleRecord.describe(decoder.decode(new SampleRecord().valued(value)));
  }

  private static GenericData.Record sample(Schema schema) {
    SampleRecord values = new SampleRecord();
    GenericData.Record event = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      switch (field.name()) {
        case "timestamp" -> event.put("timestamp", 0L);
        case "encryptedResource" -> event.put("encryptedResource", null);
        case "resource" -> event.put("resource", SampleRecord.RESOURCE);
        default -> event.put(field.name(), values.fields.getOrDefault(field.name(), ""));
      }
    }
    return event;
  }

  private static List<Schema.Field> copyOf(Schema schema) {
    List<Schema.Field> fields = new ArrayList<>();
    schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    return fields;
  }

  private static Schema record(List<Schema.Field> fields) {
    return Schema.createRecord("FhirChangeEvent", "evolved", "dev.vigil.avro", false, fields);
  }
}
