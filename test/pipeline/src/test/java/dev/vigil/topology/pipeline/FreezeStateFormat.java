package dev.vigil.topology.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.topology.pipeline.state.StateFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Freezes the bytes of a state format, so that {@link StateFormatTest} keeps later builds from
 * changing or not reading them. Not part of the build; run it once for each format, after {@link
 * StateFormat} was raised:
 *
 * <pre>
 * mvn -q -pl test/pipeline -am test -Dtest=FreezeStateFormat -Dfreeze=2 -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 *
 * Records, follow-ups, settings and profile are copied from the format before, where the new folder
 * does not have them: add there what is new.
 */
class FreezeStateFormat {
  private static final List<String> GIVEN =
      List.of("inputs.ndjson", "follow-ups.ndjson", "settings.txt", "profile.csv");

  @TempDir Path state;

  @Test
  void freeze() throws IOException {
    int format = Integer.parseInt(System.getProperty("freeze", "0"));
    assertThat(format)
        .as("-Dfreeze=<format>, what StateFormat says that this build writes")
        .isEqualTo(StateFormat.OF_THIS_BUILD.current());
    FrozenState frozen = new FrozenState(format);
    for (String store : FrozenState.stores()) {
      assertThat(frozen.folder().resolve(store + ".ndjson"))
          .as("a released format never changes; delete the stores of one that was not released")
          .doesNotExist();
    }
    Files.createDirectories(frozen.folder());
    for (String file : GIVEN) {
      if (Files.notExists(frozen.folder().resolve(file))) {
        Files.copy(
            new FrozenState(format - 1).folder().resolve(file), frozen.folder().resolve(file));
      }
    }
    try (PipelineDriver pipeline = frozen.start(state)) {
      for (JsonNode line : frozen.inputs()) {
        FrozenState.play(line, pipeline);
      }
      frozen.freeze(pipeline);
    }
  }
}
