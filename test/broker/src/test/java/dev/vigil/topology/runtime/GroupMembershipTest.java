package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.support.LocalPlatform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether others can go on while an instance is away, on a real group. */
class GroupMembershipTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String group = "group-" + UUID.randomUUID();
  private final List<KafkaConsumer<byte[], byte[]>> members = new ArrayList<>();
  private final ClusterAdmin cluster = ClusterAdmin.connect(configuration(1));

  private Configuration configuration(int standbys) {
    return new ConfigLoader(Map.of())
        .load(
            null,
            List.of(
                "kafka.bootstrap.servers=" + LocalPlatform.shared().broker().bootstrapServers(),
                "vigil.application-id=" + group,
                "vigil.instance-id=vigil-1",
                "vigil.standby-replicas=" + standbys));
  }

  private GroupMembership membership(int standbys) {
    return new GroupMembership(configuration(standbys).vigil());
  }

  /** Members as Kafka Streams names them: the instance's name and the thread's number. */
  private void join(String... names) throws Exception {
    cluster
        .admin()
        .createTopics(List.of(new NewTopic(group, 4, (short) 1)))
        .all()
        .get(10, TimeUnit.SECONDS);
    cluster.awaitKnown(List.of(group));
    for (String name : names) {
      KafkaConsumer<byte[], byte[]> member =
          new KafkaConsumer<>(
              Map.of(
                  ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                  LocalPlatform.shared().broker().bootstrapServers(),
                  ConsumerConfig.GROUP_ID_CONFIG,
                  group,
                  ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                  name),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
      members.add(member);
      member.subscribe(List.of(group));
    }
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              members.forEach(member -> member.poll(Duration.ofMillis(50)));
              return members.stream().noneMatch(member -> member.assignment().isEmpty());
            });
  }

  private List<String> names() {
    ConsumerGroupDescription description =
        cluster.answer(cluster.admin().describeConsumerGroups(List.of(group)).all()).get(group);
    assertThat(description).isNotNull();
    return description.members().stream()
        .map(MemberDescription::groupInstanceId)
        .map(name -> name.orElse(""))
        .sorted()
        .toList();
  }

  @AfterEach
  void leave() {
    members.forEach(KafkaConsumer::close);
    cluster.close();
  }

  @Test
  void aGroupThatIsNotThereHasNobody() {
    assertThat(membership(1).othersHaveCopies(cluster)).isFalse();
    membership(1).leaveToOthers(cluster);
  }

  @Test
  void anInstanceAloneStaysInTheGroup() throws Exception {
    join("vigil-1-1", "vigil-1-2");
    assertThat(membership(1).othersHaveCopies(cluster)).isFalse();
    membership(1).leaveToOthers(cluster);
    assertThat(names()).containsExactly("vigil-1-1", "vigil-1-2");
  }

  @Test
  void withoutStandbysNobodyHasACopy() throws Exception {
    join("vigil-1-1", "vigil-2-1");
    assertThat(membership(0).othersHaveCopies(cluster)).isFalse();
    membership(0).leaveToOthers(cluster);
    assertThat(names()).containsExactly("vigil-1-1", "vigil-2-1");
  }

  @Test
  void whatIsLeftOfAKilledInstanceMakesRoomForThoseWithCopies() throws Exception {
    join("vigil-1-1", "vigil-1-2", "vigil-10-1");
    assertThat(membership(1).othersHaveCopies(cluster)).isTrue();

    membership(1).leaveToOthers(cluster);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(names()).containsExactly("vigil-10-1"));
  }
}
