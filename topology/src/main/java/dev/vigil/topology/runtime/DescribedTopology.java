package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.UnknownSchemaException;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.topology.domain.health.KeyShares;
import dev.vigil.topology.pipeline.Around;
import dev.vigil.topology.pipeline.Instruments;
import dev.vigil.topology.pipeline.Pipeline;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyDescription;

/** The topology of a configuration, described without a cluster. */
public final class DescribedTopology {
  private final TopologyDescription description;

  private DescribedTopology(TopologyDescription description) {
    this.description = description;
  }

  /** Builds the topology, and runs nothing of it. */
  public static DescribedTopology of(Configuration configuration) {
    Pipeline pipeline =
        new Pipeline(
            PipelineSettingsFactory.of(
                configuration.vigil(),
                Profiles.load(configuration.vigil().profile()),
                1,
                InstantSource.system()),
            id -> {
              throw new UnknownSchemaException(id);
            },
            (topic, schema) -> new SchemaId(0),
            Around.NOTHING,
            change -> {},
            Instruments.unread(),
            PipelineSettingsFactory.budget(configuration.vigil(), System::nanoTime),
            new KeyShares());
    return new DescribedTopology(
        pipeline.build(StreamsSettings.of(configuration, Path.of("state"), 1)).describe());
  }

  /** As Kafka Streams prints it. */
  public String text() {
    return description.toString();
  }

  /** As a Mermaid flow chart. */
  public String mermaid() {
    StringBuilder chart = new StringBuilder("flowchart TD\n");
    for (TopologyDescription.Subtopology part : description.subtopologies()) {
      part.nodes().forEach(node -> draw(node, chart));
    }
    for (TopologyDescription.GlobalStore table : description.globalStores()) {
      draw(table.source(), chart);
      draw(table.processor(), chart);
    }
    return chart.toString();
  }

  private static void draw(TopologyDescription.Node node, StringBuilder chart) {
    chart.append(box(node));
    node.successors()
        .forEach(
            next ->
                chart
                    .append("  ")
                    .append(id(node.name()))
                    .append(" --> ")
                    .append(id(next.name()))
                    .append('\n'));
  }

  private static String box(TopologyDescription.Node node) {
    StringBuilder box = new StringBuilder();
    if (node instanceof TopologyDescription.Source source) {
      for (String topic : new TreeSet<>(source.topicSet())) {
        box.append("  ").append(topicBox(topic)).append(" --> ").append(id(node.name()));
        box.append('\n');
      }
    }
    box.append("  ").append(id(node.name())).append('[').append(node.name()).append("]\n");
    if (node instanceof TopologyDescription.Sink sink) {
      box.append("  ").append(id(node.name())).append(" --> ").append(topicBox(sink.topic()));
      box.append('\n');
    }
    if (node instanceof TopologyDescription.Processor processor) {
      for (String store : new TreeSet<>(processor.stores())) {
        box.append("  ").append(id(node.name())).append(" -.- ");
        box.append("store_").append(id(store)).append("[(").append(store).append(")]\n");
      }
    }
    return box.toString();
  }

  private static String topicBox(String topic) {
    return "topic_" + id(topic) + "{{" + topic + "}}";
  }

  private static String id(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_");
  }
}
