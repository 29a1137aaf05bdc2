package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.topology.runtime.audit.verify.Cursor.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How to read one release's audit records: what verification needs is picked out, the rest is
 * skipped without being decoded. That is what makes it as quick as the broker.
 */
final class AuditShape {
  private static final String RECORD = "dev.vigil.avro.AuditRecord";
  private static final int DEEPEST = 16;

  /** Of one output for one record; only who means harm announces more. */
  private static final int MOST_WRITTEN = 0xFFFF;

  private final Inputs inputs;
  private final Part whole;
  private final int reviewChannel;
  private final int deadLetterChannel;

  /** Which input topics and outputs there are. */
  interface Inputs {
    /** Index of an input topic; {@link AuditFields#FOREIGN} if it is none. */
    int input(byte[] bytes, int from, int to);

    /** Channel of a configured output; -1 if it is none. */
    int channel(byte[] bytes, int from, int to);
  }

  private interface Part {
    void read(Cursor in, AuditFields into) throws MalformedException;
  }

  private interface Amount {
    void put(AuditFields into, long number) throws MalformedException;
  }

  private interface Piece {
    void put(AuditFields into, int from, int to);
  }

  /**
   * Of records of a schema.
   *
   * @throws MalformedException if it is not one of audit records
   */
  AuditShape(Schema writer, Inputs inputs, int reviewChannel, int deadLetterChannel)
      throws MalformedException {
    this.inputs = inputs;
    this.reviewChannel = reviewChannel;
    this.deadLetterChannel = deadLetterChannel;
    if (writer.getType() != Schema.Type.RECORD || !writer.getFullName().equals(RECORD)) {
      throw new MalformedException("another schema than the audit's");
    }
    List<Schema.Field> fields = writer.getFields();
    for (String needed : List.of("topic", "partition", "offset", "outcome", "outputs", "hash")) {
      if (writer.getField(needed) == null) {
        throw new MalformedException("a schema without " + needed);
      }
    }
    if (!fields.get(fields.size() - 1).name().equals("hash")) {
      throw new MalformedException("a schema whose last field is not the hash");
    }
    List<Part> parts = new ArrayList<>();
    for (Schema.Field field : fields) {
      parts.add(part(field.name(), field.schema()));
    }
    this.whole = all(parts);
  }

  /**
   * Reads a record.
   *
   * @param from index of its first byte
   */
  void read(Cursor in, byte[] value, int from, AuditFields into) throws MalformedException {
    into.clear(value);
    in.start(value, from);
    whole.read(in, into);
    if (!in.isEnd()) {
      throw new MalformedException("goes on behind its end");
    }
    for (int times : into.written) {
      if (times < 0 || times > MOST_WRITTEN) {
        throw new MalformedException("more outputs than a record can have");
      }
    }
  }

  private Part part(String name, Schema schema) throws MalformedException {
    return switch (name) {
      case "topic" ->
          piece(
              schema,
              (into, from, to) -> {
                into.topicFrom = from;
                into.topicTo = to;
                into.input = inputs.input(into.value, from, to);
              });
      case "partition" -> number(schema, (into, number) -> into.partition = exact(number));
      case "offset" -> number(schema, (into, number) -> into.offset = number);
      case "previousOffset" ->
          number(
              schema,
              (into, number) -> {
                into.hasPrevious = true;
                into.previousOffset = number;
              });
      case "previousHash" ->
          piece(
              schema,
              (into, from, to) -> {
                into.previousHashAt = from;
                into.previousHashLength = to - from;
              });
      case "hash" ->
          piece(
              schema,
              (into, from, to) -> {
                into.hashAt = from;
                into.hashLength = to - from;
              });
      case "outcome" -> outcome(schema);
      case "outputs" -> outputs(schema);
      case "reviews" -> counted(schema, reviewChannel);
      default -> skip(schema, 0);
    };
  }

  private Part outcome(Schema schema) throws MalformedException {
    require(schema, Schema.Type.ENUM);
    int symbols = schema.getEnumSymbols().size();
    int deadLettered = schema.getEnumSymbols().indexOf("DEAD_LETTERED");
    return (in, into) -> {
      if (in.index(symbols) == deadLettered) {
        into.written[deadLetterChannel] = 1;
      }
    };
  }

  private Part outputs(Schema schema) throws MalformedException {
    require(schema, Schema.Type.ARRAY);
    require(schema.getElementType(), Schema.Type.RECORD);
    List<Part> parts = new ArrayList<>();
    for (Schema.Field field : schema.getElementType().getFields()) {
      parts.add(
          switch (field.name()) {
            case "name" ->
                piece(
                    field.schema(),
                    (into, from, to) -> into.output = inputs.channel(into.value, from, to));
            case "written" -> number(field.schema(), AuditShape::written);
            default -> skip(field.schema(), 0);
          });
    }
    return items(all(parts));
  }

  private static void written(AuditFields into, long number) throws MalformedException {
    if (number < 0 || number > MOST_WRITTEN) {
      throw new MalformedException("more outputs than a record can have");
    }
    if (into.output < 0) {
      into.unconfigured += number;
    } else {
      into.written[into.output] =
          (int) Math.min(Integer.MAX_VALUE, into.written[into.output] + number);
    }
  }

  private static Part counted(Schema schema, int channel) throws MalformedException {
    require(schema, Schema.Type.ARRAY);
    Part one = skip(schema.getElementType(), 0);
    return items(
        (in, into) -> {
          one.read(in, into);
          into.written[channel]++;
        });
  }

  private static Part number(Schema schema, Amount take) throws MalformedException {
    if (schema.getType() == Schema.Type.UNION) {
      return union(schema, branch -> number(branch, take));
    }
    if (schema.getType() != Schema.Type.LONG) {
      require(schema, Schema.Type.INT);
    }
    return (in, into) -> take.put(into, in.number());
  }

  private static Part piece(Schema schema, Piece take) throws MalformedException {
    if (schema.getType() == Schema.Type.UNION) {
      return union(schema, branch -> piece(branch, take));
    }
    if (schema.getType() != Schema.Type.BYTES) {
      require(schema, Schema.Type.STRING);
    }
    return (in, into) -> {
      int length = in.length();
      int from = in.take(length);
      take.put(into, from, from + length);
    };
  }

  private interface Branch {
    Part of(Schema schema) throws MalformedException;
  }

  private static Part union(Schema schema, Branch branch) throws MalformedException {
    List<Part> parts = new ArrayList<>();
    for (Schema one : schema.getTypes()) {
      parts.add(one.getType() == Schema.Type.NULL ? (in, into) -> {} : branch.of(one));
    }
    Part[] branches = parts.toArray(Part[]::new);
    return (in, into) -> branches[in.index(branches.length)].read(in, into);
  }

  private static Part skip(Schema schema, int depth) throws MalformedException {
    if (depth > DEEPEST) {
      throw new MalformedException("a schema too deep for an audit record");
    }
    return switch (schema.getType()) {
      case NULL -> (in, into) -> {};
      case BOOLEAN -> (in, into) -> in.take(1);
      case INT, LONG, ENUM -> (in, into) -> in.number();
      case FLOAT -> (in, into) -> in.take(4);
      case DOUBLE -> (in, into) -> in.take(8);
      case FIXED -> {
        int size = schema.getFixedSize();
        yield (in, into) -> in.take(size);
      }
      case STRING, BYTES -> (in, into) -> in.take(in.length());
      case UNION -> union(schema, branch -> skip(branch, depth + 1));
      case ARRAY -> items(skip(schema.getElementType(), depth + 1));
      case MAP -> {
        Part value = skip(schema.getValueType(), depth + 1);
        yield items(
            (in, into) -> {
              in.take(in.length());
              value.read(in, into);
            });
      }
      case RECORD -> {
        List<Part> parts = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
          parts.add(skip(field.schema(), depth + 1));
        }
        yield all(parts);
      }
    };
  }

  private static Part all(List<Part> list) {
    Part[] parts = list.toArray(Part[]::new);
    return (in, into) -> {
      for (Part part : parts) {
        part.read(in, into);
      }
    };
  }

  private static Part items(Part item) {
    return (in, into) -> {
      for (long count = in.items(); count > 0; count = in.items()) {
        for (long i = 0; i < count; i++) {
          item.read(in, into);
        }
      }
    };
  }

  private static int exact(long number) throws MalformedException {
    if (number != (int) number) {
      throw new MalformedException("a partition beyond all numbers");
    }
    return (int) number;
  }

  private static void require(@Nullable Schema schema, Schema.Type type) throws MalformedException {
    if (schema == null || schema.getType() != type) {
      throw new MalformedException("a field that is no " + type);
    }
  }
}
