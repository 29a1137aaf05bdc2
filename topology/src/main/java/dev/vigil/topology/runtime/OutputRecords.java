package dev.vigil.topology.runtime;

import dev.vigil.serdes.avro.UnknownSchemaException;
import dev.vigil.serdes.avro.WriterSchemas;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads the Avro records of an output topic, whichever release wrote them. Not thread-safe. */
public final class OutputRecords<T extends SpecificRecordBase> {
  private static final int PREFIX_BYTES = 5;
  private static final byte[] NOTHING = {};

  private final WriterSchemas schemas;
  private final Schema readerSchema;
  private final Map<Integer, SpecificDatumReader<T>> readers = new HashMap<>();
  private @Nullable BinaryDecoder reuse;

  /**
   * For one kind of record.
   *
   * @param readerSchema this release's schema of it
   */
  public OutputRecords(WriterSchemas schemas, Schema readerSchema) {
    this.schemas = schemas;
    this.readerSchema = readerSchema;
  }

  /**
   * Reads a record.
   *
   * @throws VigilException if it is not one of this kind; the line names its place
   */
  public T read(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value() == null ? NOTHING : record.value();
    try {
      SpecificDatumReader<T> reader = reader(ByteBuffer.wrap(value).getInt(1));
      reuse =
          DecoderFactory.get()
              .binaryDecoder(value, PREFIX_BYTES, value.length - PREFIX_BYTES, reuse);
      return reader.read(null, reuse);
    } catch (UnknownSchemaException
        | IOException
        | AvroRuntimeException
        | IndexOutOfBoundsException e) {
      throw new VigilException(
          ExitCode.TOPICS,
          "%s-%d holds at offset %d what is no %s of this registry: see who else writes there"
              .formatted(
                  record.topic(), record.partition(), record.offset(), readerSchema.getName()),
          e);
    }
  }

  private SpecificDatumReader<T> reader(int schemaId) throws UnknownSchemaException {
    SpecificDatumReader<T> reader = readers.get(schemaId);
    if (reader == null) {
      reader = new SpecificDatumReader<>(schemas.byId(schemaId), readerSchema);
      readers.put(schemaId, reader);
    }
    return reader;
  }
}
