package dev.vigil.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Strimzi's own types take the manifests. */
class StrimziManifestTest {
  private static final Path USERS = Path.of("../../deploy/strimzi/users.yaml");
  private static final Path TOPICS = Path.of("../../deploy/strimzi/topics.yaml");

  @Test
  void everyTopicIsAKafkaTopic() throws IOException {
    List<JsonNode> resources = Chart.documents(Files.readString(TOPICS));

    assertThat(resources).hasSizeGreaterThan(8);
    for (JsonNode resource : resources) {
      KafkaTopic topic = (KafkaTopic) StrictTypes.read(resource);
      assertThat(topic.getMetadata().getLabels()).containsKey("strimzi.io/cluster");
      assertThat(topic.getSpec().getPartitions()).isIn(1, 16);
      assertThat(topic.getSpec().getConfig()).containsKey("cleanup.policy");
    }
  }

  @Test
  void everyRoleIsAKafkaUser() throws IOException {
    List<JsonNode> resources = Chart.documents(Files.readString(USERS));

    assertThat(resources).hasSizeGreaterThan(4);
    for (JsonNode resource : resources) {
      KafkaUser user = (KafkaUser) StrictTypes.read(resource);
      assertThat(user.getMetadata().getLabels()).containsKey("strimzi.io/cluster");
      assertThat(user.getSpec().getAuthorization()).isNotNull();
    }
  }

  @Test
  void aMisspeltFieldWouldBeFound() throws IOException {
    ObjectNode topic = (ObjectNode) Chart.documents(Files.readString(TOPICS)).get(0);
    topic.withObject("/spec").put("partition", 4);

    assertThatThrownBy(() -> StrictTypes.read(topic)).hasMessageContaining("partition");
  }
}
