package dev.vigil.topology.runtime;

import dev.vigil.config.topics.PartitionRule;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;

/** Creates the topics of the catalogue; internal ones are Kafka Streams' own business. */
public final class TopicCreation {
  private final TopicCatalogue catalogue;
  private final ClusterAdmin cluster;

  public TopicCreation(TopicCatalogue catalogue, ClusterAdmin cluster) {
    this.catalogue = catalogue;
    this.cluster = cluster;
  }

  /**
   * Creates what is missing, and returns when the brokers know it: what comes next may need it.
   *
   * @param replicationFactor copies of each partition; -1: the brokers' default
   * @return the names of the topics that were created
   */
  public List<String> create(int partitions, short replicationFactor) {
    Set<String> existing = cluster.answer(cluster.admin().listTopics().names());
    List<NewTopic> missing = new ArrayList<>();
    for (Topic topic : catalogue.all()) {
      if (topic.role() != TopicRole.INTERNAL && !existing.contains(topic.name())) {
        missing.add(
            new NewTopic(
                    topic.name(),
                    Optional.of(topic.partitions() == PartitionRule.SINGLE ? 1 : partitions),
                    replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor))
                .configs(topic.settings()));
      }
    }
    cluster.answer(cluster.admin().createTopics(missing).all());
    List<String> created = missing.stream().map(NewTopic::name).toList();
    cluster.awaitKnown(created);
    return created;
  }
}
