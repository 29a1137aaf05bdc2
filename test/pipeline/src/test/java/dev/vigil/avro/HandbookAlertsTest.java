package dev.vigil.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page for consumers of alerts says of each field what the schema says. */
class HandbookAlertsTest {
  private static final Path PAGE = Path.of("../../deploy/handbook/alerts.md");

  static List<Schema> records() {
    return List.of(
        CriticalLabAlert.getClassSchema(),
        ValueChange.getClassSchema(),
        ConsentBasis.getClassSchema(),
        Origin.getClassSchema(),
        AlertAck.getClassSchema());
  }

  @ParameterizedTest
  @MethodSource("records")
  void tablesSayWhatTheSchemasSay(Schema record) throws IOException {
    String table = table(record);

    assertThat(Files.readString(PAGE)).as("put this into %s:\n%s", PAGE, table).contains(table);
  }

  @Test
  void everyStatusHasItsLine() throws IOException {
    String page = Files.readString(PAGE);

    for (String status : AlertStatus.SCHEMA$.getEnumSymbols()) {
      assertThat(page).contains("\n| `" + status + "` |");
    }
  }

  private static String table(Schema record) {
    return record.getFields().stream()
        .map(
            field ->
                "| `%s` | %s | %s |\n"
                    .formatted(field.name(), type(field.schema()), field.doc().replace("|", "\\|")))
        .collect(
            Collectors.joining(
                "",
                "### %s\n\n%s\n\n| field | type | meaning |\n|---|---|---|\n"
                    .formatted(record.getName(), record.getDoc()),
                ""));
  }

  private static String type(Schema schema) {
    if (schema.isUnion()) {
      return schema.getTypes().stream()
              .filter(part -> part.getType() != Schema.Type.NULL)
              .map(HandbookAlertsTest::type)
              .collect(Collectors.joining(" or "))
          + "?";
    }
    return switch (schema.getType()) {
      case ENUM ->
          schema.getEnumSymbols().stream()
              .map(symbol -> "`" + symbol + "`")
              .collect(Collectors.joining(", "));
      case RECORD -> schema.getName();
      case ARRAY -> "list of " + type(schema.getElementType());
      default ->
          schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
              ? "time"
              : schema.getType().getName();
    };
  }
}
