package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.support.LocalPlatform;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An instance whose look at the group was overtaken by another instance's start. */
class InitialOffsetsTest {
  private static final String GROUP = "overtaken";
  private static final TopicPartition READ = new TopicPartition("overtaken-read", 0);
  private static final TopicPartition UNREAD = new TopicPartition("overtaken-unread", 0);

  private final ClusterAdmin cluster = connect();
  private final KafkaConsumer<byte[], byte[]> quicker = consumer();

  @BeforeEach
  void theOtherInstanceHasJoinedAndCommitted() throws Exception {
    cluster
        .admin()
        .createTopics(
            List.of(
                new NewTopic(READ.topic(), 1, (short) 1),
                new NewTopic(UNREAD.topic(), 1, (short) 1)))
        .all()
        .get(10, TimeUnit.SECONDS);
    quicker.subscribe(List.of(READ.topic()));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              quicker.poll(Duration.ofMillis(100));
              return quicker.assignment().contains(READ);
            });
    quicker.commitSync(Map.of(READ, new OffsetAndMetadata(7)));
  }

  @AfterEach
  void leave() throws Exception {
    quicker.close();
    cluster
        .admin()
        .deleteTopics(Set.of(READ.topic(), UNREAD.topic()))
        .all()
        .get(10, TimeUnit.SECONDS);
    cluster.close();
  }

  @Test
  void leavesTheOtherInstancesOffsetsInForce() throws Exception {
    new InitialOffsets(cluster, GROUP).commit(Map.of(READ, new OffsetAndMetadata(0)));

    assertThat(
            cluster
                .admin()
                .listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get(10, TimeUnit.SECONDS))
        .containsEntry(READ, new OffsetAndMetadata(7));
  }

  @Test
  void saysWhichInputTheOtherInstanceDoesNotRead() {
    VigilException refusal =
        catchThrowableOfType(
            VigilException.class,
            () ->
                new InitialOffsets(cluster, GROUP)
                    .commit(Map.of(UNREAD, new OffsetAndMetadata(0))));

    assertThat(refusal.exitCode()).isEqualTo(ExitCode.TOPICS);
    assertThat(refusal.lines())
        .containsExactly(
            "Instances of overtaken are running that do not read [overtaken-unread-0]: stop them,"
                + " then start all with the same inputs");
  }

  private static ClusterAdmin connect() {
    Configuration configuration =
        new ConfigLoader(Map.of())
            .load(null, List.of("kafka.bootstrap.servers=" + brokers(), "registry.url=unused"));
    return ClusterAdmin.connect(configuration);
  }

  private static KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            brokers(),
            "group.id",
            GROUP,
            "enable.auto.commit",
            false,
            "auto.offset.reset",
            "earliest"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static String brokers() {
    return LocalPlatform.shared().broker().bootstrapServers();
  }
}
