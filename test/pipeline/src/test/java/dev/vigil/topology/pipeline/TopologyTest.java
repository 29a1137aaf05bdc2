package dev.vigil.topology.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.config.topics.StoreNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shape of the topology: what is deployed holds state that depends on it. */
class TopologyTest {
  private static final String GOLDEN = "/expected_topology.txt";

  @TempDir Path state;

  @Test
  void isTheTopologyThatIsDeployed() {
    try (PipelineDriver pipeline = PipelineDriver.start(state)) {
      assertThat(pipeline.topology().describe().toString().strip())
          .as(
              """
              The topology changed. Running instances hold state that belongs to the old one:
              - a new or renamed processor or sink without a store: safe; instances may be replaced
                one by one;
              - a new store: safe, it starts empty (say in the release notes what that means);
              - a renamed or removed store, another retention, or another count of sub-topologies:
                the old state and its changelog are abandoned, duplicates and alerts are forgotten.
                Do it only with a new vigil.application-id or a reset, planned as a migration;
              - a repartition topic: never. A patient's consents would no longer be in order with
                the results (design section 1).
              If the change is wanted, replace test/pipeline/src/test/resources%s by what follows.
              """,
              GOLDEN)
          .isEqualTo(golden());
    }
  }

  @Test
  void isOnePieceWithoutRepartitioning() {
    try (PipelineDriver pipeline = PipelineDriver.start(state)) {
      TopologyDescription description = pipeline.topology().describe();
      assertThat(description.subtopologies())
          .as("one task per partition sees a patient's records of all inputs in order")
          .hasSize(1);
      assertThat(description.toString()).doesNotContain("repartition").doesNotContain("KSTREAM-");
      assertThat(
              description.subtopologies().stream()
                  .flatMap(part -> part.nodes().stream())
                  .filter(TopologyDescription.Processor.class::isInstance)
                  .flatMap(node -> ((TopologyDescription.Processor) node).stores().stream()))
          .as("every store is in the catalogue, so that its changelog is known to operators")
          .containsOnly(StoreNames.all().toArray(String[]::new));
    }
  }

  @Test
  void profilesFromATopicAddAGlobalTableAndNothingElse() {
    try (PipelineDriver pipeline =
        PipelineDriver.start(
            state,
            "vigil.outputs.treatment.purpose=TREAT",
            "vigil.outputs.research.purpose=HRESCH",
            "vigil.inputs.profiles=true")) {
      String described = pipeline.topology().describe().toString().strip();
      assertThat(described).isEqualTo(resource("/expected_topology_with_profiles.txt"));
    }
  }

  private static String golden() {
    return resource(GOLDEN);
  }

  private static String resource(String name) {
    try (InputStream text = TopologyTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(text, name).readAllBytes(), StandardCharsets.UTF_8)
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
