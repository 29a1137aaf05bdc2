package dev.vigil.serdes.avro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Writes Avro records in Confluent's wire format: a zero, the schema id, the binary encoding.
 *
 * <p>Not safe for use by several threads.
 */
public final class WireFormat<T extends SpecificRecordBase> {
  private static final int PREFIX_BYTES = 5;

  /** Id of a schema in the registry. */
  public record SchemaId(int value) {
    /** What each value of this schema begins with: a zero and the id. */
    public byte[] prefix() {
      return ByteBuffer.allocate(PREFIX_BYTES).put((byte) 0).putInt(value).array();
    }
  }

  private final byte[] prefix;
  private final SpecificDatumWriter<T> writer;
  private final AvroBuffer buffer = new AvroBuffer();

  public WireFormat(SchemaId schemaId, Schema schema) {
    this.prefix = schemaId.prefix();
    this.writer = new SpecificDatumWriter<>(schema);
  }

  /** Encodes one record. */
  public byte[] encode(T value) {
    buffer.start(prefix);
    try {
      writer.write(value, buffer);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return buffer.toBytes();
  }
}
