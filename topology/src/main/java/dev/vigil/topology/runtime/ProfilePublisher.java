package dev.vigil.topology.runtime;

import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.profile.ProfileHash;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.domain.profile.PublishedProfiles;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Puts a profile in force. Of two who publish at the same time the one who began first is refused,
 * and looks again at what is in force.
 */
public final class ProfilePublisher implements AutoCloseable {
  private final String profiles;
  private final OperatorWriter writer;

  /**
   * Begins: another publisher that has not written yet cannot any more.
   *
   * @param profiles full name of the topic
   * @throws VigilException if {@code vigil.operations} is missing, or the brokers refuse
   */
  public ProfilePublisher(
      Configuration configuration, ClusterAdmin cluster, Registry registry, String profiles) {
    this.profiles = profiles;
    this.writer = new OperatorWriter(configuration, cluster, registry, "profile publish");
  }

  /**
   * Writes the profile, then that it is active, then the record of it; all or nothing.
   *
   * @param content a valid profile
   * @param record what was done, by whom
   * @throws VigilException if it was not confirmed
   */
  public void publish(byte[] content, OperationRecord record) {
    byte[] hash = bytes(ProfileHash.of(content));
    writer.begin();
    writer.send(new ProducerRecord<>(profiles, 0, hash, content));
    writer.send(new ProducerRecord<>(profiles, 0, bytes(PublishedProfiles.ACTIVE), hash));
    writer.send(record);
    writer.commit();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    writer.close();
  }
}
