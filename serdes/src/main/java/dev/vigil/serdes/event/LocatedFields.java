package dev.vigil.serdes.event;

import dev.vigil.serdes.fhir.Utf8;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the fields of an Avro record stand in its bytes, if these were written with the very
 * schema they are read with: no record is built, and no text copied before it is asked for. Knows
 * texts, bytes, longs and what of these is optional. Not thread-safe.
 */
final class LocatedFields {
  private static final int ABSENT = -1;

  private final Schema schema;
  private final int[] from;
  private final int[] to;
  private final long[] numbers;
  private byte[] value = new byte[0];

  LocatedFields(Schema schema) {
    this.schema = schema;
    int fields = schema.getFields().size();
    this.from = new int[fields];
    this.to = new int[fields];
    this.numbers = new long[fields];
  }

  /**
   * Goes over a record.
   *
   * @param decoder stands on its first byte
   * @param bytes what the decoder reads
   */
  void locate(ByteArrayDecoder decoder, byte[] bytes) throws IOException {
    value = bytes;
    List<Schema.Field> fields = schema.getFields();
    for (int i = 0; i < fields.size(); i++) {
      from[i] = ABSENT;
      to[i] = ABSENT;
      locate(i, fields.get(i).schema(), decoder);
    }
  }

  private void locate(int field, Schema type, ByteArrayDecoder decoder) throws IOException {
    switch (type.getType()) {
      case STRING, BYTES -> {
        from[field] = decoder.passString();
        to[field] = decoder.position();
      }
      case LONG -> numbers[field] = decoder.readLong();
      case NULL -> {
        // Takes no byte.
      }
      case UNION -> {
        int branch = decoder.readIndex();
        if (branch < 0 || branch >= type.getTypes().size()) {
          throw new IOException("no such branch");
        }
        locate(field, type.getTypes().get(branch), decoder);
      }
      default -> throw new IllegalStateException("a field of a type that is not read here");
    }
  }

  /** Whether a text, or bytes, are there. */
  boolean has(int field) {
    return from[field] != ABSENT;
  }

  /** First byte of a text. */
  int from(int field) {
    return from[field];
  }

  /** Length of a text in bytes. */
  int length(int field) {
    return to[field] - from[field];
  }

  long number(int field) {
    return numbers[field];
  }

  /** A text; null if it is absent. */
  @Nullable String text(int field) throws UndecodableException {
    if (!has(field)) {
      return null;
    }
    String text = Utf8.decode(value, from[field], to[field]);
    if (text == null) {
      throw new UndecodableException(
          DeadLetterReason.FIELD_INVALID, schema.getFields().get(field).name());
    }
    return text;
  }
}
