package dev.vigil.topology.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.config.topics.StoreNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shape of the topology: what is deployed holds state that depends on it. */
class TopologyTest {
  private static final String GOLDEN = "/expected_topology.txt";
  private static final String GOLDEN_WITH_ACKS = "/expected_topology_acks.txt";

  @TempDir Path state;

  @Test
  void isTheTopologyThatIsDeployed() {
    assertIsGolden(
        GOLDEN, "vigil.outputs.treatment.purpose=TREAT", "vigil.outputs.research.purpose=HRESCH");
  }

  @Test
  void acknowledgementsAddAStepAndItsStoresAndNothingElse() {
    assertIsGolden(
        GOLDEN_WITH_ACKS, "vigil.outputs.treatment.purpose=TREAT", "vigil.inputs.acks=true");
  }

  private void assertIsGolden(String golden, String... settings) {
    try (PipelineDriver pipeline = PipelineDriver.start(state, settings)) {
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
              golden)
          .isEqualTo(read(golden));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isOnePieceWithoutRepartitioning(boolean acks) {
    List<String> stores = new ArrayList<>(StoreNames.all());
    if (acks) {
      stores.addAll(StoreNames.ofAcknowledgements());
    }
    try (PipelineDriver pipeline = PipelineDriver.start(state, "vigil.inputs.acks=" + acks)) {
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
          .containsOnly(stores.toArray(String[]::new));
    }
  }

  @Test
  void profilesFromATopicAddAGlobalTableAndNothingElse() {
    assertIsGolden(
        "/expected_topology_with_profiles.txt",
        "vigil.outputs.treatment.purpose=TREAT",
        "vigil.outputs.research.purpose=HRESCH",
        "vigil.inputs.profiles=true");
  }

  private static String read(String golden) {
    try (InputStream text = TopologyTest.class.getResourceAsStream(golden)) {
      return new String(Objects.requireNonNull(text, golden).readAllBytes(), StandardCharsets.UTF_8)
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
