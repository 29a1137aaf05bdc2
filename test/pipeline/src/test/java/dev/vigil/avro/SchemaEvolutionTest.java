package dev.vigil.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever reads or wrote a released schema keeps working with this build's. */
class SchemaEvolutionTest {
  private static final String ADVICE =
      """
      The topics and stores of a running hospital hold records of the frozen schema, and its \
      readers know only that. Allowed: a new field with a default, a new enum symbol (not the \
      default), another doc. Not allowed: to remove, rename or retype a field, to remove a symbol, \
      to rename a record. Never edit a frozen file to make this pass.""";

  static Stream<Schema> current() {
    return ReleasedSchemas.current().stream();
  }

  @ParameterizedTest
  @MethodSource("current")
  void readsWhatEveryEarlierReleaseWrote(Schema current) throws IOException {
    for (Map.Entry<String, Schema> frozen : versions(current).entrySet()) {
      assertThat(incompatibilities(current, frozen.getValue()))
          .as("BACKWARD: %s reading %s. %s", current.getName(), frozen.getKey(), ADVICE)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("current")
  void isReadByEveryEarlierRelease(Schema current) throws IOException {
    for (Map.Entry<String, Schema> frozen : versions(current).entrySet()) {
      assertThat(incompatibilities(frozen.getValue(), current))
          .as("FORWARD: %s read by %s. %s", current.getName(), frozen.getKey(), ADVICE)
          .isEmpty();
    }
  }

  /** Readers in other languages take a field by name; a new one must not have taken its place. */
  @ParameterizedTest
  @MethodSource("current")
  void keepsEveryReleasedField(Schema current) throws IOException {
    for (Map.Entry<String, Schema> frozen : versions(current).entrySet()) {
      assertThat(NamedTypes.of(current).fields())
          .as("%s has every field of %s. %s", current.getName(), frozen.getKey(), ADVICE)
          .containsAll(NamedTypes.of(frozen.getValue()).fields());
      assertThat(NamedTypes.of(current).symbols())
          .as("%s has every symbol of %s. %s", current.getName(), frozen.getKey(), ADVICE)
          .containsAll(NamedTypes.of(frozen.getValue()).symbols());
    }
  }

  private static Map<String, Schema> versions(Schema current) throws IOException {
    Map<String, Schema> versions = ReleasedSchemas.frozen(current.getName());
    assertThat(versions)
        .as(
            "%s was never frozen: run FreezeSchemas (its comment says how) and commit the file",
            current.getName())
        .isNotEmpty();
    return versions;
  }

  private static List<String> incompatibilities(Schema reader, Schema writer) {
    SchemaPairCompatibility pair =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    List<String> found = new ArrayList<>();
    if (pair.getType() != SchemaCompatibilityType.COMPATIBLE) {
      pair.getResult()
          .getIncompatibilities()
          .forEach(
              one ->
                  found.add(one.getType() + " at " + one.getLocation() + ": " + one.getMessage()));
    }
    return found;
  }
}
