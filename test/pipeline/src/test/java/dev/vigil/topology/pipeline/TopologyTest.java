package dev.vigil.topology.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.config.topics.StoreNames;
import dev.vigil.topology.pipeline.TopologyChange.Need;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shape of the topology: what is deployed holds state that depends on it. */
class TopologyTest {
  // Maven runs the tests in the module's directory.
  private static final Path FOLDER = Path.of("src/test/resources");
  private static final String GOLDEN = "expected_topology.txt";
  private static final String GOLDEN_WITH_ACKS = "expected_topology_acks.txt";

  @TempDir Path state;

  @Test
  void isTheTopologyThatIsDeployed() throws IOException {
    assertIsGolden(
        GOLDEN, "vigil.outputs.treatment.purpose=TREAT", "vigil.outputs.research.purpose=HRESCH");
  }

  @Test
  void acknowledgementsAddAStepAndItsStoresAndNothingElse() throws IOException {
    assertIsGolden(
        GOLDEN_WITH_ACKS, "vigil.outputs.treatment.purpose=TREAT", "vigil.inputs.acks=true");
  }

  @Test
  void profilesFromATopicAddAGlobalTableAndNothingElse() throws IOException {
    assertIsGolden(
        "expected_topology_with_profiles.txt",
        "vigil.outputs.treatment.purpose=TREAT",
        "vigil.outputs.research.purpose=HRESCH",
        "vigil.inputs.profiles=true");
  }

  /** With {@code -Dtopology.write=true} the file is written instead of compared. */
  private void assertIsGolden(String golden, String... settings) throws IOException {
    Path file = FOLDER.resolve(golden);
    try (PipelineDriver pipeline = PipelineDriver.start(state, settings)) {
      TopologyShape now = pipeline.shape();
      if (Boolean.getBoolean("topology.write")) {
        Files.writeString(file, now.text());
      }
      List<TopologyChange> changes =
          TopologyChange.between(TopologyShape.parse(Files.readString(file)), now);
      assertThat(changes)
          .as(
              """
              The topology is not the deployed one (%s). What changed, and what it needs where the \
              deployed one runs:
              %s
              If the change is wanted, do what it needs, then write the file anew with \
              -Dtopology.write=true.""",
              golden,
              changes.stream().map(change -> "- " + change).collect(Collectors.joining("\n")))
          .isEmpty();
    }
  }

  /** What a developer is told who makes this change. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sink emit-audit                  | sink emit-audit-2                      | ROLLING_RESTART
          [fhir.audit]                     | [fhir.audit.copy]                      | ROLLING_RESTART
          processor order                  | processor put-in-order                 | ROLLING_RESTART
          [fhir.events, fhir.replay]       | [fhir.events, fhir.replay, more]       | ALL_STOPPED
          [seen-events]                    | [seen-events, more]                    | NEW_FORMAT
          compact,delete, PT360H           | compact,delete, PT700H                 | NEW_FORMAT_AND_RESET
          vigil-alert-state-changelog      | vigil-alerts-changelog                 | NEW_FORMAT_AND_RESET
          patient-state                    | patients                               | NEW_FORMAT_AND_RESET
          0 source                         | 1 source                               | NEW_FORMAT_AND_RESET
          vigil-last-values-changelog      | vigil-last-values-repartition          | NEVER
          """)
  void aChangeIsToldWithWhatItNeeds(String from, String to, Need need) throws IOException {
    String deployed = Files.readString(FOLDER.resolve(GOLDEN));
    assertThat(deployed).contains(from);

    List<TopologyChange> changes =
        TopologyChange.between(
            TopologyShape.parse(deployed), TopologyShape.parse(deployed.replace(from, to)));

    assertThat(changes.get(0).need()).as("%s", changes).isEqualTo(need);
  }

  @Test
  void aNewSinkNeedsItsTopicAndNothingElse() throws IOException {
    String deployed = Files.readString(FOLDER.resolve(GOLDEN));
    assertThat(
            TopologyChange.between(
                TopologyShape.parse(deployed),
                TopologyShape.parse(deployed + "0 sink emit-more [clinical.more] -> []\n")))
        .containsExactly(new TopologyChange("sink emit-more is new", Need.NOTHING));
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
      assertThat(pipeline.shape().stores())
          .as("every store is in the catalogue, so that its changelog is known to operators")
          .containsExactlyInAnyOrderElementsOf(stores);
    }
  }
}
