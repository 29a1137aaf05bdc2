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
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.jspecify.annotations.Nullable;

/** Reads Avro records of one name, or evolutions of it, in the wire format. Not thread-safe. */
final class AvroRecords {
  /** First byte 0, then the writer's schema id, big-endian. */
  private static final int PREFIX_BYTES = 5;

  private static final int MAX_READERS = 256;

  private final Schema readerSchema;
  private final WriterSchemas schemas;
  private final String readerForm;
  private final Map<Integer, Writer> writers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Writer> eldest) {
          return size() > MAX_READERS;
        }
      };
  private final ByteArrayDecoder decoder = new ByteArrayDecoder();

  /**
   * What is known of a writer's schema.
   *
   * @param same whether it encodes as the reader's does, field for field
   */
  private record Writer(GenericDatumReader<GenericData.Record> reader, boolean same) {}

  AvroRecords(WriterSchemas schemas, Schema readerSchema) {
    this.schemas = schemas;
    this.readerSchema = readerSchema;
    this.readerForm = SchemaNormalization.toParsingForm(readerSchema);
  }

  /** A schema of the avro jar, whose texts stay UTF-8 bytes: they are not marked for Java. */
  static Schema schema(String name) {
    try (InputStream avsc =
        AvroRecords.class.getResourceAsStream("/dev/vigil/avro/" + name + ".avsc")) {
      if (avsc == null) {
        throw new EOFException(name + ".avsc is not on the class path");
      }
      return new Schema.Parser().parse(avsc);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether a value says that it is one of them.
   *
   * @param replayed whether its schema may have become known since it was asked for
   */
  boolean isOne(byte @Nullable [] value, boolean replayed) {
    if (value == null || value.length < PREFIX_BYTES || value[0] != 0) {
      return false;
    }
    try {
      return isOfThisName(writer(ByteBuffer.wrap(value).getInt(1), replayed));
    } catch (UnknownSchemaException e) {
      return false;
    }
  }

  /**
   * Finds the fields of a value that was written with the reader's schema.
   *
   * @return false: it was written with another, and nothing was read
   */
  boolean locate(byte[] value, boolean replayed, LocatedFields fields) throws UndecodableException {
    if (!writerOf(value, replayed).same()) {
      return false;
    }
    decoder.start(value, PREFIX_BYTES);
    try {
      fields.locate(decoder, value);
    } catch (IOException e) {
      throw new UndecodableException(DeadLetterReason.MALFORMED_AVRO, null);
    }
    requireEnd();
    return true;
  }

  GenericData.Record read(byte[] value, boolean replayed) throws UndecodableException {
    GenericDatumReader<GenericData.Record> reader = writerOf(value, replayed).reader();
    decoder.start(value, PREFIX_BYTES);
    try {
      GenericData.Record read = reader.read(new GenericData.Record(readerSchema), decoder);
      requireEnd();
      return read;
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

  private void requireEnd() throws UndecodableException {
    if (!decoder.isEnd()) {
      throw new UndecodableException(DeadLetterReason.MALFORMED_AVRO, "trailing-content");
    }
  }

  private Writer writerOf(byte[] value, boolean replayed) throws UndecodableException {
    if (value.length < PREFIX_BYTES) {
      throw new UndecodableException(DeadLetterReason.MALFORMED_AVRO, null);
    }
    int schemaId = ByteBuffer.wrap(value).getInt(1);
    Writer known = writers.get(schemaId);
    if (known == null) {
      Schema writer;
      try {
        writer = writer(schemaId, replayed);
      } catch (UnknownSchemaException e) {
        throw new UndecodableException(DeadLetterReason.UNKNOWN_SCHEMA, null);
      }
      if (!isOfThisName(writer)) {
        throw new UndecodableException(DeadLetterReason.INCOMPATIBLE_SCHEMA, null);
      }
      known =
          new Writer(
              new GenericDatumReader<>(writer, readerSchema),
              SchemaNormalization.toParsingForm(writer).equals(readerForm));
      writers.put(schemaId, known);
    }
    return known;
  }

  private Schema writer(int schemaId, boolean replayed) throws UnknownSchemaException {
    return replayed ? schemas.byIdAnew(schemaId) : schemas.byId(schemaId);
  }

  private boolean isOfThisName(Schema writer) {
    return writer.getType() == Schema.Type.RECORD
        && writer.getFullName().equals(readerSchema.getFullName());
  }

  private boolean isReadable(Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(readerSchema, writer).getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }

  /** A text field; null if it is absent. */
  static @Nullable String text(GenericData.Record record, String field)
      throws UndecodableException {
    if (record.get(field) instanceof org.apache.avro.util.Utf8 utf8) {
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
}
