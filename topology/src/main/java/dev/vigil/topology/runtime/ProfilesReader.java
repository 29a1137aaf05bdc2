package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.domain.profile.PublishedProfiles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;

/** Reads {@code clinical.profiles} as an application does that starts now. */
public final class ProfilesReader {
  private final Configuration configuration;
  private final ClusterAdmin cluster;
  private final String topic;

  /**
   * A reader of a topic that is as the application needs it.
   *
   * @throws VigilException if the application would not read it, or it is missing or has more than
   *     one partition
   */
  public ProfilesReader(Configuration configuration, ClusterAdmin cluster) {
    this.configuration = configuration;
    this.cluster = cluster;
    this.topic =
        new TopicCatalogue(configuration.vigil())
            .profiles()
            .orElseThrow(
                () ->
                    new VigilException(
                        ExitCode.CONFIGURATION,
                        "vigil.inputs.profiles is false, so that vigil.profile alone is in force:"
                            + " set it to true, create the topic (vigil topics create), and start"
                            + " every instance anew, once",
                        null))
            .name();
  }

  /** Full name. */
  public String topic() {
    return topic;
  }

  /** What is published, and what is in force by it. */
  public PublishedProfiles read() {
    TopicCheck.requireSingle(cluster, topic);
    PublishedProfiles profiles =
        new PublishedProfiles(
            new CriticalLabRules(
                Profiles.load(configuration.vigil().profile()),
                configuration.vigil().alerts().significantFlags()),
            change -> {});
    try (CommittedRecords records = new CommittedRecords(configuration)) {
      records.readWritten(
          records.allWritten(cluster, List.of(new TopicPartition(topic, 0))),
          record -> take(record, profiles));
    } catch (ApiException e) {
      throw cluster.failure(e);
    }
    profiles.watch();
    return profiles;
  }

  private static void take(ConsumerRecord<byte[], byte[]> record, PublishedProfiles profiles) {
    if (record.key() != null) {
      profiles.take(new String(record.key(), StandardCharsets.UTF_8), record.value());
    }
  }
}
