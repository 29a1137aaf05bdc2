package dev.vigil.serdes.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Writes Avro records in Confluent's wire format: a zero, the schema id, the binary encoding.
 *
 * <p>Not safe for use by several threads.
 */
public final class WireFormat<T extends SpecificRecordBase> {
  private static final int INITIAL_BYTES = 512;

  /** Id of a schema in the registry. */
  public record SchemaId(int value) {}

  private final SchemaId schemaId;
  private final SpecificDatumWriter<T> writer;
  private @Nullable BinaryEncoder reuse;

  public WireFormat(SchemaId schemaId, Schema schema) {
    this.schemaId = schemaId;
    this.writer = new SpecificDatumWriter<>(schema);
  }

  /** Encodes one record. */
  public byte[] encode(T value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(INITIAL_BYTES);
    writePrefix(out, schemaId);
    reuse = EncoderFactory.get().directBinaryEncoder(out, reuse);
    try {
      writer.write(value, reuse);
      reuse.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  /** Writes the zero and the schema id. */
  public static void writePrefix(ByteArrayOutputStream out, SchemaId schemaId) {
    int id = schemaId.value();
    out.write(0);
    out.write(id >>> 24);
    out.write(id >>> 16);
    out.write(id >>> 8);
    out.write(id);
  }
}
