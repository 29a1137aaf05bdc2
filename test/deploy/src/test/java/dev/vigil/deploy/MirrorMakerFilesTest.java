package dev.vigil.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.config.ConfigLoader;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.connect.mirror.DefaultTopicFilter;
import org.apache.kafka.connect.mirror.IdentityReplicationPolicy;
import org.apache.kafka.connect.mirror.MirrorCheckpointConnector;
import org.apache.kafka.connect.mirror.MirrorMakerConfig;
import org.apache.kafka.connect.mirror.MirrorSourceConnector;
import org.apache.kafka.connect.mirror.SourceAndTarget;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MirrorMaker's own code reads the files for a warm standby. */
class MirrorMakerFilesTest {
  private static final Path DIRECTORY = Path.of("../../deploy/mirrormaker");
  private static final SourceAndTarget FLOW = new SourceAndTarget("main", "standby");

  /** With everything that is optional. */
  private static final VigilConfig CONFIG =
      new ConfigLoader(Map.of())
          .load(
              null,
              List.of(
                  "vigil.inputs.consents=true",
                  "vigil.inputs.acks=true",
                  "vigil.inputs.profiles=true",
                  "vigil.alerts.fhir=detected-issue"))
          .vigil();

  private static final TopicCatalogue CATALOGUE = new TopicCatalogue(CONFIG);

  /** Anything else under its own name would be written by two. */
  @Test
  void whatVigilReadsIsMirroredUnderItsNameAndNothingElse() throws IOException {
    TreeSet<String> read = new TreeSet<>();
    CATALOGUE.withRole(TopicRole.INPUT).forEach(topic -> read.add(topic.name()));
    read.add(CATALOGUE.profiles().orElseThrow().name());

    assertThat(mirrored("inputs.properties")).isEqualTo(read);
    assertThat(connector("inputs.properties"))
        .containsEntry("replication.policy.class", IdentityReplicationPolicy.class.getName());
  }

  @Test
  void theEvidenceHasNoInputAndNoState() throws IOException {
    assertThat(mirrored("evidence.properties"))
        .containsExactly(
            CATALOGUE.alerts().name(),
            CATALOGUE.review().name(),
            CATALOGUE.audit().name(),
            CATALOGUE.operations().name());
    assertThat(connector("evidence.properties").get("replication.policy.class"))
        .doesNotContain("Identity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inputs.properties", "evidence.properties"})
  void onlyWhatWasCommittedOneWayAndUpToTheLargestRecord(String file) throws IOException {
    MirrorMakerConfig config = config(file);
    Map<String, String> connector = connector(file);
    int largest =
        CATALOGUE.all().stream()
            .mapToInt(topic -> topic.maxMessageBytes() == null ? 0 : topic.maxMessageBytes())
            .max()
            .orElseThrow();

    assertThat(config.clusterPairs()).containsExactly(FLOW);
    assertThat(connector)
        .containsEntry("enabled", "true")
        .containsEntry("source.consumer.isolation.level", "read_committed")
        .containsEntry("emit.checkpoints.enabled", "false")
        .containsEntry("sync.group.offsets.enabled", "false");
    assertThat(Integer.parseInt(config.workerConfig(FLOW).get("producer.max.request.size")))
        .isGreaterThanOrEqualTo(largest);
    // Whatever it does not know, it ignores: a misspelt name would have no effect.
    Set<String> known = new TreeSet<>(new MirrorSourceConnector().config().names());
    known.addAll(new MirrorCheckpointConnector().config().names());
    String own = "main->standby.";
    assertThat(
            read(file).keySet().stream()
                .filter(key -> key.startsWith(own))
                .map(key -> key.substring(own.length()))
                .filter(key -> !key.startsWith("source.consumer.")))
        .isNotEmpty()
        .isSubsetOf(known);
  }

  /** Two processes that shared their place would undo one another's work. */
  @Test
  void theTwoProcessesKeepTheirPlacesApart() throws IOException {
    Map<String, String> inputs = config("inputs.properties").workerConfig(FLOW);
    Map<String, String> evidence = config("evidence.properties").workerConfig(FLOW);

    for (String place :
        List.of(
            DistributedConfig.GROUP_ID_CONFIG,
            DistributedConfig.OFFSET_STORAGE_TOPIC_CONFIG,
            DistributedConfig.CONFIG_TOPIC_CONFIG,
            DistributedConfig.STATUS_STORAGE_TOPIC_CONFIG)) {
      assertThat(inputs.get(place)).as(place).isNotEqualTo(evidence.get(place));
    }
  }

  /** The topics of the catalogue that a file's filter lets through. */
  private static Set<String> mirrored(String file) throws IOException {
    TreeSet<String> mirrored = new TreeSet<>();
    try (DefaultTopicFilter filter = new DefaultTopicFilter()) {
      filter.configure(new HashMap<>(connector(file)));
      CATALOGUE.all().stream()
          .map(Topic::name)
          .filter(filter::shouldReplicateTopic)
          .forEach(mirrored::add);
    }
    return mirrored;
  }

  private static Map<String, String> connector(String file) throws IOException {
    return config(file).connectorBaseConfig(FLOW, MirrorSourceConnector.class);
  }

  /** Without the secrets, which are files elsewhere. */
  private static MirrorMakerConfig config(String file) throws IOException {
    Map<String, String> settings = read(file);
    settings.keySet().removeIf(key -> key.startsWith("config.providers"));
    // It would look through every jar for connectors.
    settings.put("plugin.discovery", "service_load");
    return new MirrorMakerConfig(settings);
  }

  private static Map<String, String> read(String file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(DIRECTORY.resolve(file))) {
      properties.load(reader);
    }
    Map<String, String> settings = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return settings;
  }
}
