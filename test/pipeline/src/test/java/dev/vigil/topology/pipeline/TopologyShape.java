package dev.vigil.topology.pipeline;

import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.streams.TopologyDescription;

/**
 * What of a topology is deployed: its parts by number, nodes, stores, topics and changelogs, one
 * line each. Kafka Streams' own description has them in the order of a hash table, and no
 * changelogs.
 */
record TopologyShape(Set<Line> lines) {
  private static final Pattern LINE =
      Pattern.compile("(\\S+) (\\S+) (\\S+) \\[([^]]*)] -> \\[([^]]*)]");

  /**
   * One node or changelog.
   *
   * @param part number of the sub-topology, {@code global}, or {@code -} of a changelog
   * @param kind source, processor, sink or changelog
   * @param uses topics of a source or sink, stores of a processor, settings of a changelog
   * @param next nodes that follow
   */
  record Line(String part, String kind, String name, String uses, String next)
      implements Comparable<Line> {
    @Override
    public String toString() {
      return "%s %s %s [%s] -> [%s]".formatted(part, kind, name, uses, next);
    }

    @Override
    public int compareTo(Line other) {
      return toString().compareTo(other.toString());
    }

    List<String> usesAll() {
      return uses.isEmpty() ? List.of() : List.of(uses.split(", "));
    }
  }

  TopologyShape {
    lines = new TreeSet<>(lines);
  }

  static TopologyShape of(TopologyDescription description, TopicCatalogue catalogue) {
    Set<Line> lines = new TreeSet<>();
    for (TopologyDescription.Subtopology part : description.subtopologies()) {
      part.nodes().forEach(node -> lines.add(line(Integer.toString(part.id()), node)));
    }
    for (TopologyDescription.GlobalStore global : description.globalStores()) {
      lines.add(line("global", global.source()));
      lines.add(line("global", global.processor()));
    }
    for (Topic topic : catalogue.withRole(TopicRole.INTERNAL)) {
      String kept = topic.retention() == null ? "" : ", " + topic.retention();
      lines.add(new Line("-", "changelog", topic.name(), topic.cleanup().policy() + kept, ""));
    }
    return new TopologyShape(lines);
  }

  private static Line line(String part, TopologyDescription.Node node) {
    List<String> next = new ArrayList<>();
    node.successors().forEach(successor -> next.add(successor.name()));
    String kind = "processor";
    Set<String> uses = Set.of();
    if (node instanceof TopologyDescription.Source source) {
      kind = "source";
      uses = source.topicSet();
    } else if (node instanceof TopologyDescription.Sink sink) {
      kind = "sink";
      uses = Set.of(sink.topic());
    } else if (node instanceof TopologyDescription.Processor processor) {
      uses = processor.stores();
    }
    return new Line(
        part,
        kind,
        node.name(),
        String.join(", ", new TreeSet<>(uses)),
        String.join(", ", new TreeSet<>(next)));
  }

  static TopologyShape parse(String text) {
    Set<Line> lines = new TreeSet<>();
    for (String one : text.strip().lines().toList()) {
      Matcher line = LINE.matcher(one);
      if (!line.matches()) {
        throw new IllegalArgumentException("no line of a topology: " + one);
      }
      lines.add(
          new Line(line.group(1), line.group(2), line.group(3), line.group(4), line.group(5)));
    }
    return new TopologyShape(lines);
  }

  List<Line> ofKind(String kind) {
    return lines.stream().filter(line -> line.kind().equals(kind)).toList();
  }

  /** Numbers of the sub-topologies. */
  Set<String> parts() {
    Set<String> parts = new TreeSet<>();
    lines.forEach(line -> parts.add(line.part()));
    return parts;
  }

  /** All stores that a processor works with. */
  Set<String> stores() {
    Set<String> stores = new TreeSet<>();
    ofKind("processor").forEach(line -> stores.addAll(line.usesAll()));
    return stores;
  }

  /** As it stands in a file. */
  String text() {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
