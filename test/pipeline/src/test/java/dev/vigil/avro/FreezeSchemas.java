package dev.vigil.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.junit.jupiter.api.Test;

/**
 * Freezes the schemas of a release, so that {@link SchemaEvolutionTest} keeps later ones compatible
 * with it. Not part of the build; run it once for each release that changed a schema:
 *
 * <pre>
 * mvn -q -pl test/pipeline -am test -Dtest=FreezeSchemas -Dfreeze=v2 -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class FreezeSchemas {
  @Test
  void freeze() throws IOException {
    String version = System.getProperty("freeze", "");
    assertThat(version).as("-Dfreeze=<version>").matches("v[1-9]\\d*");
    Path folder = Path.of("../../avro/src/main/resources/dev/vigil/avro/frozen", version);
    assertThat(folder).as("a frozen version never changes; choose the next").doesNotExist();
    Files.createDirectories(folder);
    for (Schema schema : ReleasedSchemas.current()) {
      String pretty = SchemaFormatter.format("json/pretty", schema);
      Files.writeString(folder.resolve(schema.getName() + ".avsc"), pretty + "\n");
    }
  }
}
