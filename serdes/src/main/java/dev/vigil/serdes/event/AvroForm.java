package dev.vigil.serdes.event;

import dev.vigil.serdes.avro.UnknownSchemaException;
import dev.vigil.serdes.avro.WriterSchemas;
import dev.vigil.serdes.fhir.Utf8;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.jspecify.annotations.Nullable;

/** Reads events in Avro: {@code FhirChangeEvent}, or an evolution of it, in the wire format. */
final class AvroForm {
  /** First byte 0, then the writer's schema id, big-endian. */
  private static final int PREFIX_BYTES = 5;

  private static final int MAX_READERS = 256;

  // Texts stay UTF-8 bytes: the resource is copied, not decoded and encoded again.
  private static final Schema READER_SCHEMA = readerSchema();

  private final WriterSchemas schemas;
  private final JsonForm json;
  private final Map<Integer, GenericDatumReader<GenericData.Record>> readers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<Integer, GenericDatumReader<GenericData.Record>> eldest) {
          return size() > MAX_READERS;
        }
      };
  private final ByteArrayDecoder decoder = new ByteArrayDecoder();

  AvroForm(WriterSchemas schemas, JsonForm json) {
    this.schemas = schemas;
    this.json = json;
  }

  void read(byte[] value, Envelope envelope) throws UndecodableException, IOException {
    if (value.length < PREFIX_BYTES) {
      throw new UndecodableException(DeadLetterReason.MALFORMED_AVRO, null);
    }
    GenericData.Record event = decode(reader(ByteBuffer.wrap(value).getInt(1)), value);
    envelope.eventId = text(event, "eventId");
    envelope.source = text(event, "source");
    envelope.eventType = text(event, "eventType");
    envelope.resourceType = text(event, "resourceType");
    envelope.resourceId = text(event, "resourceId");
    envelope.versionId = text(event, "versionId");
    envelope.patientId = text(event, "patientId");
    envelope.tenant = text(event, "tenant");
    envelope.requestId = text(event, "requestId");
    envelope.timestampMillis = (Long) event.get("timestamp");
    Object resource = event.get("resource");
    if (resource instanceof org.apache.avro.util.Utf8 utf8) {
      envelope.resource = json.readResource(utf8.getBytes(), 0, utf8.getByteLength());
    }
  }

  private GenericData.Record decode(GenericDatumReader<GenericData.Record> reader, byte[] value)
      throws UndecodableException {
    decoder.start(value, PREFIX_BYTES);
    try {
      GenericData.Record event = reader.read(new GenericData.Record(READER_SCHEMA), decoder);
      if (!decoder.isEnd()) {
        throw new UndecodableException(DeadLetterReason.MALFORMED_AVRO, "trailing-content");
      }
      return event;
    } catch (AvroTypeException e) {
      throw new UndecodableException(
          isReadable(reader.getSchema())
              ? DeadLetterReason.MALFORMED_AVRO
              : DeadLetterReason.INCOMPATIBLE_SCHEMA,
          null);
    } catch (IOException
        | AvroRuntimeException
        | IndexOutOfBoundsException
        | NegativeArraySizeException
        | UnsupportedOperationException
        | ClassCastException e) {
      // Avro's readers answer corrupt bytes with any of these.
      throw new UndecodableException(DeadLetterReason.MALFORMED_AVRO, null);
    }
  }

  private GenericDatumReader<GenericData.Record> reader(int schemaId) throws UndecodableException {
    GenericDatumReader<GenericData.Record> reader = readers.get(schemaId);
    if (reader == null) {
      Schema writer;
      try {
        writer = schemas.byId(schemaId);
      } catch (UnknownSchemaException e) {
        throw new UndecodableException(DeadLetterReason.UNKNOWN_SCHEMA, null);
      }
      if (writer.getType() != Schema.Type.RECORD
          || !writer.getFullName().equals(READER_SCHEMA.getFullName())) {
        throw new UndecodableException(DeadLetterReason.INCOMPATIBLE_SCHEMA, null);
      }
      reader = new GenericDatumReader<>(writer, READER_SCHEMA);
      readers.put(schemaId, reader);
    }
    return reader;
  }

  private static boolean isReadable(Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(READER_SCHEMA, writer).getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }

  private static @Nullable String text(GenericData.Record event, String field)
      throws UndecodableException {
    if (event.get(field) instanceof org.apache.avro.util.Utf8 utf8) {
      byte[] bytes = utf8.getBytes();
      String text =
          Utf8.decode(
              bytes.length == utf8.getByteLength()
                  ? bytes
                  : Arrays.copyOf(bytes, utf8.getByteLength()));
      if (text == null) {
        throw new UndecodableException(DeadLetterReason.FIELD_INVALID, field);
      }
      return text;
    }
    return null;
  }

  private static Schema readerSchema() {
    try (InputStream avsc =
        AvroForm.class.getResourceAsStream("/dev/vigil/avro/FhirChangeEvent.avsc")) {
      if (avsc == null) {
        throw new EOFException("FhirChangeEvent.avsc is not on the class path");
      }
      return new Schema.Parser().parse(avsc);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
