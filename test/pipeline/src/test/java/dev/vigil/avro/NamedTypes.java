package dev.vigil.avro;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** The records and enums that a schema consists of, by name without namespace. */
record NamedTypes(Map<String, Schema> byName) {

  static NamedTypes of(Schema schema) {
    NamedTypes types = new NamedTypes(new LinkedHashMap<>());
    types.collect(schema);
    return types;
  }

  private void collect(Schema schema) {
    switch (schema.getType()) {
      case RECORD -> {
        if (byName.putIfAbsent(schema.getName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema()));
        }
      }
      case ENUM -> byName.putIfAbsent(schema.getName(), schema);
      case ARRAY -> collect(schema.getElementType());
      case MAP -> collect(schema.getValueType());
      case UNION -> schema.getTypes().forEach(this::collect);
      default -> {
        // A primitive consists of nothing.
      }
    }
  }

  List<Schema> records() {
    return byName.values().stream().filter(s -> s.getType() == Schema.Type.RECORD).toList();
  }

  List<Schema> enums() {
    return byName.values().stream().filter(s -> s.getType() == Schema.Type.ENUM).toList();
  }

  /** Every field as {@code Record.field}. */
  List<String> fields() {
    List<String> fields = new ArrayList<>();
    records().forEach(r -> r.getFields().forEach(f -> fields.add(r.getName() + "." + f.name())));
    return fields;
  }

  /** Every enum symbol as {@code Enum.SYMBOL}. */
  List<String> symbols() {
    List<String> symbols = new ArrayList<>();
    enums().forEach(e -> e.getEnumSymbols().forEach(s -> symbols.add(e.getName() + "." + s)));
    return symbols;
  }
}
