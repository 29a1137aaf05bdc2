package dev.vigil.topology.runtime;

import dev.vigil.config.topics.PartitionRule;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Compares the cluster's topics with the catalogue. */
public final class TopicCheck {
  private final TopicCatalogue catalogue;
  private final ClusterAdmin cluster;

  public TopicCheck(TopicCatalogue catalogue, ClusterAdmin cluster) {
    this.catalogue = catalogue;
    this.cluster = cluster;
  }

  /**
   * What was found.
   *
   * @param problems one line each; empty if all is as it must be
   * @param partitions partition count of the inputs; 0 if they do not exist
   */
  public record Findings(List<String> problems, int partitions) {}

  /** Looks at all topics that the application does not create itself. */
  public Findings check() {
    List<Topic> topics =
        catalogue.all().stream().filter(topic -> topic.role() != TopicRole.INTERNAL).toList();
    Map<String, TopicDescription> found = describe(topics);
    Map<String, Config> configs = configs(found);
    List<String> problems = new ArrayList<>();
    TopicDescription events = found.get(catalogue.events().name());
    int partitions = events == null ? 0 : events.partitions().size();
    for (Topic topic : topics) {
      TopicDescription description = found.get(topic.name());
      if (description == null) {
        problems.add(missing(topic.name()));
        continue;
      }
      if (topic.partitions() == PartitionRule.SAME_AS_INPUTS
          && events != null
          && description.partitions().size() != partitions) {
        problems.add(
            "Topic "
                + topic.name()
                + " has "
                + description.partitions().size()
                + " partitions, but "
                + catalogue.events().name()
                + " has "
                + partitions
                + ": a patient's records would be torn apart; create it anew with "
                + partitions);
      }
      if (topic.partitions() == PartitionRule.SINGLE && description.partitions().size() != 1) {
        problems.add(notSingle(topic.name(), description.partitions().size()));
      }
      Config config = configs.get(topic.name());
      if (config != null) {
        checkSettings(topic, config, problems);
      }
    }
    return new Findings(List.copyOf(problems), partitions);
  }

  /** What to do about a topic that does not exist. */
  public static String missing(String topic) {
    return "Topic " + topic + " is missing: create it, for example with vigil topics create";
  }

  /** What to do about a topic that must have one partition. */
  static String notSingle(String topic, int partitions) {
    return "Topic %s has %d partitions, but must have 1: its records are read in order; create it anew with 1"
        .formatted(topic, partitions);
  }

  /**
   * Refuses a topic that cannot be read in the order it was written.
   *
   * @throws VigilException if it is missing or has more than one partition
   */
  static void requireSingle(ClusterAdmin cluster, String topic) {
    int partitions =
        cluster
            .partitions(topic)
            .orElseThrow(() -> new VigilException(ExitCode.TOPICS, missing(topic), null));
    if (partitions != 1) {
      throw new VigilException(ExitCode.TOPICS, notSingle(topic, partitions), null);
    }
  }

  private static void checkSettings(Topic topic, Config config, List<String> problems) {
    topic
        .settings()
        .forEach(
            (key, wanted) -> {
              ConfigEntry entry = config.get(key);
              String actual = entry == null ? "" : entry.value();
              String needed = problem(topic, key, wanted, actual);
              if (needed != null) {
                problems.add(
                    "Topic %s has %s=%s, but Vigil needs %s: alter the topic's configuration"
                        .formatted(topic.name(), key, actual, needed));
              }
            });
  }

  /** What a setting must be, if it is not. */
  private static @Nullable String problem(Topic topic, String key, String wanted, String actual) {
    switch (key) {
      case TopicConfig.MAX_MESSAGE_BYTES_CONFIG -> {
        long bytes = Long.parseLong(actual);
        // An input that is larger than what the dead-letter topic takes would stop its partition.
        if (topic.role() == TopicRole.INPUT) {
          return bytes > Long.parseLong(wanted) ? "at most " + wanted : null;
        }
        return bytes < Long.parseLong(wanted) ? "at least " + wanted : null;
      }
      // How long records are kept is the operator's decision.
      case TopicConfig.RETENTION_MS_CONFIG -> {
        return null;
      }
      default -> {
        return wanted.equals(actual) ? null : wanted;
      }
    }
  }

  private Map<String, TopicDescription> describe(List<Topic> topics) {
    Map<String, TopicDescription> found = new HashMap<>();
    cluster
        .admin()
        .describeTopics(topics.stream().map(Topic::name).toList())
        .topicNameValues()
        .forEach(
            (name, future) ->
                cluster
                    .answerUnless(future, UnknownTopicOrPartitionException.class)
                    .ifPresent(description -> found.put(name, description)));
    return found;
  }

  private Map<String, Config> configs(Map<String, TopicDescription> found) {
    List<ConfigResource> resources =
        found.keySet().stream()
            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
            .toList();
    Map<String, Config> configs = new HashMap<>();
    cluster
        .answer(cluster.admin().describeConfigs(resources).all())
        .forEach((resource, config) -> configs.put(resource.name(), config));
    return configs;
  }
}
