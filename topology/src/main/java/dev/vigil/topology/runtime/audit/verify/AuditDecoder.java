package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.serdes.avro.UnknownSchemaException;
import dev.vigil.serdes.avro.WriterSchemas;
import dev.vigil.topology.pipeline.AuditHash;
import dev.vigil.topology.runtime.audit.verify.Cursor.MalformedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads audit records, whichever release wrote them. Not thread-safe. */
final class AuditDecoder {
  /** Releases there can be; whoever writes more ids than that is not Vigil. */
  private static final int MOST_SHAPES = 64;

  private final WriterSchemas schemas;
  private final Channels channels;
  private final AuditFields fields;
  private final Cursor cursor = new Cursor();
  private final AuditHash sha256 = new AuditHash();
  private final Map<Integer, AuditShape> shapes = new HashMap<>();

  AuditDecoder(WriterSchemas schemas, Channels channels) {
    this.schemas = schemas;
    this.channels = channels;
    this.fields = new AuditFields(channels.count());
  }

  /**
   * What a record says; the object is used again for the next.
   *
   * @throws MalformedException if it is no audit record; the message holds nothing of it
   */
  AuditFields read(byte @Nullable [] value) throws MalformedException {
    if (value == null || value.length < AuditHash.PREFIX_BYTES || value[0] != 0) {
      throw new MalformedException("not in the wire format");
    }
    AuditShape shape = shape(ByteBuffer.wrap(value).getInt(1));
    shape.read(cursor, value, AuditHash.PREFIX_BYTES, fields);
    return fields;
  }

  /** Whether the record read last hashes to what it says. */
  boolean isHashRight() {
    if (fields.hashLength != AuditHash.BYTES) {
      return false;
    }
    byte[] hash = sha256.of(fields.value);
    return Arrays.equals(
        fields.value, fields.hashAt, fields.hashAt + fields.hashLength, hash, 0, hash.length);
  }

  private AuditShape shape(int schemaId) throws MalformedException {
    AuditShape shape = shapes.get(schemaId);
    if (shape == null) {
      if (shapes.size() >= MOST_SHAPES) {
        throw new MalformedException("one schema too many");
      }
      try {
        shape =
            new AuditShape(
                schemas.byId(schemaId), channels, channels.review(), channels.deadLetters());
      } catch (UnknownSchemaException e) {
        throw new MalformedException("of a schema that the registry does not have");
      }
      shapes.put(schemaId, shape);
    }
    return shape;
  }
}
