package dev.vigil.topology.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigil.config.topics.PartitionRule;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The catalogue as KafkaTopic resources of the Strimzi operator.
 *
 * @param cluster name of the Kafka resource whose operator is to create them
 * @param partitions of all topics but those that have one
 * @param replicas copies of each partition
 */
record StrimziTopics(String cluster, int partitions, int replicas) {
  /** What Kubernetes takes as the name of a resource; a topic's name may hold more. */
  private static final Pattern RESOURCE_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private static final int HASH_LENGTH = 8;

  /** The resources of all topics but those that Kafka Streams creates for itself. */
  List<String> of(TopicCatalogue catalogue) {
    return catalogue.all().stream()
        .filter(topic -> topic.role() != TopicRole.INTERNAL)
        .map(this::resource)
        .toList();
  }

  private String resource(Topic topic) {
    String settings =
        topic.settings().entrySet().stream()
            .map(setting -> "    %s: \"%s\"".formatted(setting.getKey(), setting.getValue()))
            .collect(Collectors.joining("\n"));
    return """
        ---
        apiVersion: kafka.strimzi.io/v1
        kind: KafkaTopic
        metadata:
          name: %s
          labels:
            strimzi.io/cluster: %s
        spec:
          topicName: %s
          partitions: %d
          replicas: %d
          config:
        %s"""
        .formatted(
            resourceName(topic.name()),
            cluster,
            topic.name(),
            topic.partitions() == PartitionRule.SINGLE ? 1 : partitions,
            replicas,
            settings);
  }

  /** The topic's name, or one that Kubernetes takes and no other topic has. */
  private static String resourceName(String topic) {
    if (RESOURCE_NAME.matcher(topic).matches()) {
      return topic;
    }
    String hash = UUID.nameUUIDFromBytes(topic.getBytes(UTF_8)).toString();
    return "t-"
        + topic.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-")
        + "-"
        + hash.substring(0, HASH_LENGTH);
  }
}
