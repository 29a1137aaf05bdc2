package dev.vigil.support.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.vigil.support.LocalPlatform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

  private static final Duration BOUND = Duration.ofSeconds(30);

  @Test
  void deliversWhatIsProduced() throws Exception {
    String bootstrapServers = LocalPlatform.shared().broker().bootstrapServers();

    createTopic(bootstrapServers, "embedded-broker-test");
    produce(bootstrapServers, "embedded-broker-test", "hello");

    assertThat(consume(bootstrapServers, "embedded-broker-test", 1)).containsExactly("hello");
  }

  @Test
  void keepsItsDataOverARestartOnAnotherPort(@TempDir Path data) throws Exception {
    int firstPort;
    try (EmbeddedBroker broker = EmbeddedBroker.start(data)) {
      firstPort = broker.port();
      createTopic(broker.bootstrapServers(), "kept");
      produce(broker.bootstrapServers(), "kept", "before");
    }

    // Held, so that the second start cannot get the same port by chance
    try (ServerSocket held = new ServerSocket(firstPort, 1, InetAddress.getLoopbackAddress());
        EmbeddedBroker broker = EmbeddedBroker.start(data)) {
      assertThat(broker.port()).isNotEqualTo(held.getLocalPort());
      produce(broker.bootstrapServers(), "kept", "after");
      assertThat(consume(broker.bootstrapServers(), "kept", 2)).containsExactly("before", "after");
    }
  }

  @Test
  void takesOverrides(@TempDir Path data) throws Exception {
    ConfigResource node = new ConfigResource(ConfigResource.Type.BROKER, "1");
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(data, 0, Map.of("message.max.bytes", "54321"));
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      Map<ConfigResource, Config> configs =
          admin.describeConfigs(List.of(node)).all().get(BOUND.toSeconds(), TimeUnit.SECONDS);

      assertThat(configs.values().iterator().next().entries())
          .extracting(ConfigEntry::name, ConfigEntry::value)
          .contains(
              tuple("message.max.bytes", "54321"), tuple("auto.create.topics.enable", "false"));
    }
  }

  @Test
  void saysWhyItDoesNotStart(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("a-file"), "");
    assertThatThrownBy(() -> EmbeddedBroker.start(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString());

    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () -> EmbeddedBroker.start(directory.resolve("data"), taken.getLocalPort(), Map.of()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(":" + taken.getLocalPort())
          .hasMessageContaining("in use");
    }
  }

  private static void createTopic(String bootstrapServers, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
          .all()
          .get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static void produce(String bootstrapServers, String topic, String value)
      throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new StringSerializer())) {
      producer
          .send(new ProducerRecord<>(topic, "key", value))
          .get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** Joins a group, so that the internal topic of offsets is created too. */
  private static List<String> consume(String bootstrapServers, String topic, int count) {
    List<String> values = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                topic + "-readers",
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      long deadline = System.nanoTime() + BOUND.toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }
}
