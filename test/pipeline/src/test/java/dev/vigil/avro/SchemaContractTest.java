package dev.vigil.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** What the schemas promise to readers that this repository does not know. */
class SchemaContractTest {
  private static final NamedTypes TYPES = types();

  private static NamedTypes types() {
    NamedTypes all = new NamedTypes(new LinkedHashMap<>());
    ReleasedSchemas.current()
        .forEach(schema -> all.byName().putAll(NamedTypes.of(schema).byName()));
    return all;
  }

  @Test
  void everyRecordAndFieldSaysWhatItMeans() {
    List<String> silent = new ArrayList<>();
    for (Schema type : TYPES.records()) {
      if (isBlank(type.getDoc())) {
        silent.add(type.getName());
      }
      for (Schema.Field field : type.getFields()) {
        if (isBlank(field.doc())) {
          silent.add(type.getName() + "." + field.name());
        }
      }
    }
    assertThat(silent).as("add a \"doc\" with meaning and unit to each of these").isEmpty();
  }

  /** Without it a reader fails on the first symbol that a newer writer adds. */
  @Test
  void everyEnumFallsBackToUnknown() {
    List<String> without = new ArrayList<>();
    for (Schema type : TYPES.enums()) {
      if (!"UNKNOWN".equals(type.getEnumDefault())) {
        without.add(type.getName());
      }
    }
    assertThat(without).as("add symbol and \"default\": \"UNKNOWN\" to each of these").isEmpty();
    assertThat(TYPES.enums()).as("a search that found no enum tests nothing").hasSizeGreaterThan(5);
  }

  @Test
  void whatMayBeAbsentIsNullByDefault() {
    List<String> wrong = new ArrayList<>();
    for (Schema type : TYPES.records()) {
      for (Schema.Field field : type.getFields()) {
        boolean defaultsToNull = JsonProperties.NULL_VALUE.equals(field.defaultVal());
        if (field.schema().isNullable() && !defaultsToNull) {
          wrong.add(type.getName() + "." + field.name());
        }
      }
    }
    assertThat(wrong).as("write [\"null\", ...] with \"default\": null").isEmpty();
  }

  @Test
  void fieldsOthersRelyOnAreThere() throws IOException {
    List<String> wrong = new ArrayList<>();
    lines("fields.txt")
        .forEach(
            (record, fields) -> {
              Schema type = TYPES.byName().get(record);
              for (String field : fields) {
                wrong.addAll(fieldFaults(record, type, field));
              }
            });
    assertThat(wrong).as("design section 3: keep these names, types and '?'").isEmpty();
  }

  private static List<String> fieldFaults(String record, Schema type, String contract) {
    boolean optional = contract.endsWith("?");
    String name = optional ? contract.substring(0, contract.length() - 1) : contract;
    Schema.Field field = type == null ? null : type.getField(name);
    List<String> faults = new ArrayList<>();
    if (field == null) {
      return List.of(record + " has no field " + name);
    }
    if (field.schema().isNullable() != optional) {
      faults.add(record + "." + name + (optional ? " must be nullable" : " must not be null"));
    }
    if ((name.endsWith("At") || name.equals("at") || name.equals("timestamp"))
        && !isInstant(field.schema())) {
      faults.add(record + "." + name + " must be timestamp-millis");
    }
    return faults;
  }

  private static boolean isInstant(Schema schema) {
    return schema.isUnion()
        ? schema.getTypes().stream().anyMatch(SchemaContractTest::isInstant)
        : schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
  }

  @Test
  void symbolsOthersRelyOnAreThere() throws IOException {
    lines("enums.txt")
        .forEach(
            (name, symbols) -> {
              assertThat(TYPES.byName()).as("design section 3: enum %s", name).containsKey(name);
              assertThat(TYPES.byName().get(name).getEnumSymbols())
                  .as("design section 3: symbols of %s", name)
                  .containsAll(symbols);
            });
  }

  /** The hash covers all bytes before it; a verifier cuts it off the end. */
  @Test
  void hashIsTheLastFieldOfAnAuditRecord() {
    List<Schema.Field> fields = AuditRecord.getClassSchema().getFields();
    assertThat(fields.get(fields.size() - 1).name())
        .as("AuditRecord.hash stays last: put new fields before it")
        .isEqualTo("hash");
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }

  /** Lines {@code Name: a, b, c} of a file in resources/schema-contract. */
  private static Map<String, List<String>> lines(String file) throws IOException {
    Map<String, List<String>> contract = new LinkedHashMap<>();
    try (InputStream in =
        SchemaContractTest.class.getResourceAsStream("/schema-contract/" + file)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] parts = line.split(":", 2);
          contract.put(parts[0].strip(), List.of(parts[1].strip().split(",\\s*")));
        }
      }
    }
    assertThat(contract).isNotEmpty();
    return contract;
  }
}
