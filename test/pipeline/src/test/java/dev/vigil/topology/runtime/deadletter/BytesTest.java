package dev.vigil.topology.runtime.deadletter;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertAck;
import dev.vigil.serdes.avro.UnknownSchemaException;
import dev.vigil.serdes.avro.WireFormat;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.avro.WriterSchemas;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator sees of a dead letter's bytes, masked and not. */
class BytesTest {
  private static final Schema LIST_OF_ITSELF =
      new Schema.Parser()
          .parse(
              "{\"type\":\"record\",\"name\":\"Node\",\"fields\":[{\"name\":\"next\",\"type\":"
                  + "[\"null\",\"Node\"]}]}");

  private final WriterSchemas schemas =
      id -> {
        Schema schema =
            Map.of(
                    1, AlertAck.getClassSchema(),
                    2, LIST_OF_ITSELF,
                    3, SchemaBuilder.array().items().nullType())
                .get(id);
        if (schema == null) {
          throw new UnknownSchemaException(id);
        }
        return schema;
      };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":"Müller"}           | JSON
          {"a":1}{"a":2}           | text
          {"a":1,"a":2}            | JSON
          {"a":                    | text
          "a"                      | text
          MSH^~&                   | text
          """)
  void theFormIsToldWithoutTheContent(String text, String form) {
    byte[] bytes = text.getBytes(UTF_8);

    assertThat(new Bytes(bytes).masked()).isEqualTo(bytes.length + " bytes, " + form);
  }

  @Test
  void whatIsNoTextIsToldToo() {
    assertThat(new Bytes(null).masked()).isEqualTo("none");
    assertThat(new Bytes(new byte[0]).masked()).isEqualTo("0 bytes");
    assertThat(new Bytes("{}".getBytes(UTF_16LE)).masked()).endsWith("no text in UTF-8");
    assertThat(new Bytes(new byte[] {0, 0, 0, 0, 7, 1}).masked())
        .isEqualTo("6 bytes, begins as Avro with schema id 7");
  }

  @Test
  void textIsShownAsItCame() {
    String twice = "{\"value\": 1.10,\n\t\"value\": 1.1}";

    assertThat(lines(twice.getBytes(UTF_8)))
        .as("neither numbers nor repeated members are mended")
        .containsExactly("{\"value\": 1.10,", "    \"value\": 1.1}");
  }

  @Test
  void avroIsDecodedWithTheSchemaOfItsWriter() {
    AlertAck ack =
        AlertAck.newBuilder()
            .setAlertId("a1")
            .setTenant("")
            .setPatientId("p1")
            .setBy("Dr Ida")
            .setAt(Instant.EPOCH)
            .build();
    byte[] bytes = new WireFormat<AlertAck>(new SchemaId(1), AlertAck.getClassSchema()).encode(ack);

    assertThat(lines(bytes)).singleElement().asString().contains("\"by\": \"Dr Ida\"");
    bytes[4] = 9;
    assertThat(lines(bytes)).first().asString().startsWith("000000  00 00 00 00 09");
  }

  @Test
  void bytesThatAskForDepthOrMemoryAreShownAsTheyAre() {
    assertThat(lines(avro(2, new byte[100_000]))).first().asString().startsWith("000000");
    // An array of 2^40 nulls.
    byte[] many = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x40};
    assertThat(lines(avro(3, many))).first().asString().startsWith("000000");
  }

  @Test
  void whateverTheBytesAreNothingIsThrownAndHexEnds() {
    Random random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      assertThat(lines(avro(random.nextInt(5), bytes))).isNotEmpty();
      assertThat(new Bytes(bytes).masked()).contains("bytes");
    }
    assertThat(lines(avro(9, new byte[1_000_000])))
        .hasSize(Bytes.MOST_HEX_BYTES / 16 + 1)
        .last()
        .asString()
        .isEqualTo("… and 995,909 more bytes");
  }

  @Test
  void countsStayBoundedWhateverSomebodyElseWrote() {
    ReasonCounts counts = new ReasonCounts();
    for (int i = 0; i < 100_000; i++) {
      counts.add(DeadLetterFilterTest.withReason("made-up-" + i));
    }

    assertThat(counts.total()).isEqualTo(100_000);
    assertThat(counts.rows()).hasSizeLessThan(300);
    assertThat(counts.rows().stream().mapToLong(ReasonCounts.Row::count).sum()).isEqualTo(100_000);
    assertThat(counts.rows().get(0).reason()).isEqualTo("(others)");
  }

  private List<String> lines(byte @Nullable [] bytes) {
    return new Bytes(bytes).lines(schemas);
  }

  private static byte[] avro(int id, byte[] rest) {
    return ByteBuffer.allocate(5 + rest.length).put((byte) 0).putInt(id).put(rest).array();
  }
}
