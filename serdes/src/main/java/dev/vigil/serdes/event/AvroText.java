package dev.vigil.serdes.event;

import dev.vigil.serdes.avro.UnknownSchemaException;
import dev.vigil.serdes.avro.WriterSchemas;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.jspecify.annotations.Nullable;

/** Avro of any schema in the registry, for people to read; the bytes may be anything. */
public final class AvroText {
  private static final int PREFIX_BYTES = 5;

  private AvroText() {}

  /** The schema id in a value that begins as the wire format does; empty: it does not. */
  public static OptionalInt schemaId(byte[] value) {
    return value.length >= PREFIX_BYTES && value[0] == 0
        ? OptionalInt.of(ByteBuffer.wrap(value).getInt(1))
        : OptionalInt.empty();
  }

  /** The value as JSON; null if the registry does not know its schema, or it does not decode. */
  public static @Nullable String of(WriterSchemas schemas, byte[] value) {
    OptionalInt id = schemaId(value);
    if (id.isEmpty()) {
      return null;
    }
    try {
      Schema schema = schemas.byId(id.getAsInt());
      if (isRecursive(schema, new HashSet<>())) {
        return null;
      }
      ByteArrayDecoder decoder = new ByteArrayDecoder();
      decoder.start(value, PREFIX_BYTES);
      Object read = new GenericDatumReader<>(schema).read(null, decoder);
      return decoder.isEnd() ? String.valueOf(read) : null;
    } catch (UnknownSchemaException
        | IOException
        | AvroRuntimeException
        | IndexOutOfBoundsException
        | NegativeArraySizeException
        | UnsupportedOperationException
        | ClassCastException e) {
      // Avro's readers answer corrupt bytes with any of these.
      return null;
    }
  }

  /** A schema that contains itself lets a few bytes ask for any depth. */
  private static boolean isRecursive(Schema schema, Set<String> around) {
    return switch (schema.getType()) {
      case RECORD -> {
        if (!around.add(schema.getFullName())) {
          yield true;
        }
        boolean recursive =
            schema.getFields().stream().anyMatch(field -> isRecursive(field.schema(), around));
        around.remove(schema.getFullName());
        yield recursive;
      }
      case ARRAY -> isRecursive(schema.getElementType(), around);
      case MAP -> isRecursive(schema.getValueType(), around);
      case UNION -> schema.getTypes().stream().anyMatch(one -> isRecursive(one, around));
      default -> false;
    };
  }
}
