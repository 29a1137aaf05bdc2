package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.topology.domain.consent.OutputPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The outputs that ship as examples can be used as they are, and with all that is commented out.
 */
class ExampleOutputsTest {
  private static final Path EXAMPLE = Path.of("../../deploy/examples/outputs.properties");

  @TempDir Path directory;

  private static List<OutputPolicy> policies(Path file) {
    Configuration configuration =
        new ConfigLoader(Map.of()).load(file, List.of("kafka.bootstrap.servers=nowhere:0"));
    return PipelineSettingsFactory.of(
            configuration.vigil(),
            Profiles.load(configuration.vigil().profile()),
            1,
            InstantSource.system())
        .outputs();
  }

  @Test
  void asShipped() {
    assertThat(policies(EXAMPLE))
        .extracting(OutputPolicy::name, policy -> policy.withoutConsent().name())
        .containsExactly(
            tuple("payment", "DENY"),
            tuple("public-health", "PERMIT"),
            tuple("research", "DENY"),
            tuple("treatment", "PERMIT"));
  }

  @Test
  void withAllThatIsCommentedOut() throws IOException {
    Path everything = directory.resolve("everything.properties");
    Files.writeString(everything, Files.readString(EXAMPLE).replace("\n#vigil.", "\nvigil."));
    assertThat(policies(everything)).hasSize(4);
  }
}
