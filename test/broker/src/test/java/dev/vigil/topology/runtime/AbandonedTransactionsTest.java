package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.vigil.config.ConfigLoader;
import dev.vigil.support.LocalPlatform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What instances leave open on a real broker, and who may end it. */
class AbandonedTransactionsTest {
  private static final Duration OLD_ENOUGH = Duration.ofSeconds(20);
  private static final String APPLICATION = "abandoned";

  private final String own = UUID.randomUUID().toString();
  private final String gone = UUID.randomUUID().toString();
  private final TopicPartition mine = new TopicPartition("audit-" + own, 0);
  private final TopicPartition others = new TopicPartition("audit-" + own, 1);
  private final ClusterAdmin cluster =
      ClusterAdmin.connect(
          new ConfigLoader(Map.of())
              .load(
                  null,
                  List.of(
                      "kafka.bootstrap.servers="
                          + LocalPlatform.shared().broker().bootstrapServers())));
  private final AbandonedTransactions transactions =
      new AbandonedTransactions(cluster, APPLICATION, own);
  private final List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();

  @BeforeEach
  void createTopic() throws Exception {
    cluster
        .admin()
        .createTopics(List.of(new NewTopic(mine.topic(), 2, (short) 1)))
        .all()
        .get(10, TimeUnit.SECONDS);
    cluster.awaitKnown(List.of(mine.topic()));
  }

  @AfterEach
  void close() {
    producers.forEach(producer -> producer.close(Duration.ZERO));
    transactions.close();
  }

  private KafkaProducer<byte[], byte[]> open(String transactionalId, TopicPartition partition)
      throws Exception {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                LocalPlatform.shared().broker().bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                transactionalId),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producers.add(producer);
    producer.initTransactions();
    producer.beginTransaction();
    producer
        .send(new ProducerRecord<>(partition.topic(), partition.partition(), null, new byte[1]))
        .get(10, TimeUnit.SECONDS);
    return producer;
  }

  @Test
  void whatTheOwnerBeforeLeftOpenIsEndedAndCannotBeCommittedAnyMore() throws Exception {
    KafkaProducer<byte[], byte[]> zombie = open(APPLICATION + "-" + gone + "-1", mine);

    await().atMost(OLD_ENOUGH).until(() -> transactions.end(Set.of(mine)) == 1);

    assertThatExceptionOfType(ProducerFencedException.class).isThrownBy(zombie::commitTransaction);
  }

  @Test
  void nobodyElsesIsTouched() throws Exception {
    KafkaProducer<byte[], byte[]> elsewhere = open(APPLICATION + "-" + gone + "-2", others);
    KafkaProducer<byte[], byte[]> ownOne = open(APPLICATION + "-" + own + "-1", mine);
    KafkaProducer<byte[], byte[]> stranger = open("another-" + gone + "-1", mine);
    open(APPLICATION + "-" + gone + "-1", mine);

    // All are older than the last, which must be old enough for the look to show anything.
    await().atMost(OLD_ENOUGH).until(() -> transactions.end(Set.of(mine)) == 1);

    elsewhere.commitTransaction();
    ownOne.commitTransaction();
    stranger.commitTransaction();
    assertThat(transactions.end(Set.of(mine))).isZero();
  }
}
