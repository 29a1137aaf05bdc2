package dev.vigil.bench.state;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.event.AvroText;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What the application made of the records it was given. */
final class OutcomeCheck {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Configuration configuration;

  OutcomeCheck(Configuration configuration) {
    this.configuration = configuration;
  }

  /** How often each outcome stands in the audit. */
  Map<String, Integer> outcomes() throws IOException {
    String topic = new TopicCatalogue(configuration.vigil()).audit().name();
    Map<String, Integer> outcomes = new TreeMap<>();
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
        CommittedRecords records = new CommittedRecords(configuration);
        Registry registry =
            new Registry(
                configuration.registrySettings(),
                configuration.vigil().startupTimeout(),
                InstantSource.system())) {
      records.readWritten(
          records.allWritten(cluster, records.partitions(topic)),
          record -> outcomes.merge(outcome(registry, record.value()), 1, Integer::sum));
    }
    return outcomes;
  }

  private static String outcome(Registry registry, byte[] value) {
    String text = Objects.requireNonNull(AvroText.of(registry, value), "an audit record");
    try {
      return MAPPER.readTree(text).path("outcome").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
