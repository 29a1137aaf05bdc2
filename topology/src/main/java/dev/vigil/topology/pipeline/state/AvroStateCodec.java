package dev.vigil.topology.pipeline.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Internal state as Avro single-object encoding: each value carries the fingerprint of the schema
 * it was written with, so that a later release reads what an earlier one left behind, without a
 * registry.
 */
public final class AvroStateCodec<T extends SpecificRecordBase> {
  private final BinaryMessageEncoder<T> encoder;
  private final BinaryMessageDecoder<T> decoder;

  public AvroStateCodec(Class<T> type, Schema schema) {
    SpecificData model = SpecificData.getForClass(type);
    // Avro's compiler wrote how these classes are written, field by field: no schema is walked.
    model.setCustomCoders(true);
    this.encoder = new BinaryMessageEncoder<>(model, schema);
    this.decoder = new BinaryMessageDecoder<>(model, schema);
    for (int version = 1; exists(version, "FhirChangeEvent"); version++) {
      if (exists(version, schema.getName())) {
        decoder.addSchema(frozen(version, schema.getName()));
      }
    }
  }

  /**
   * What every value of a schema begins with, for who writes the fields after it directly.
   *
   * @return two bytes that mark the encoding, then the schema's fingerprint
   */
  public static byte[] mark(Schema schema) {
    return ByteBuffer.allocate(2 + Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0xC3)
        .put((byte) 0x01)
        .putLong(SchemaNormalization.parsingFingerprint64(schema))
        .array();
  }

  private static boolean exists(int version, String name) {
    return AvroStateCodec.class.getResource(path(version, name)) != null;
  }

  private static Schema frozen(int version, String name) {
    try (InputStream avsc = AvroStateCodec.class.getResourceAsStream(path(version, name))) {
      return new Schema.Parser().parse(Objects.requireNonNull(avsc));
    } catch (IOException e) {
      throw new UncheckedIOException("a schema of this jar cannot be read", e);
    }
  }

  private static String path(int version, String name) {
    return "/dev/vigil/avro/frozen/v" + version + "/" + name + ".avsc";
  }

  public byte[] encode(T value) {
    try {
      ByteBuffer encoded = encoder.encode(value);
      if (encoded.arrayOffset() == 0 && encoded.remaining() == encoded.array().length) {
        // Made for this value: nobody else writes to it.
        return encoded.array();
      }
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /**
   * Reads what {@link #encode} wrote, in this release or an earlier one.
   *
   * @throws SerializationException if the bytes are damaged or from a newer release: the state, not
   *     a record, is at fault, so this stops the instance
   */
  public T decode(byte[] bytes) {
    try {
      return decoder.decode(bytes);
    } catch (IOException | RuntimeException e) {
      // Damaged bytes make Avro throw whatever reading past them gives.
      throw new SerializationException("state is damaged or was written by a newer release", e);
    }
  }
}
