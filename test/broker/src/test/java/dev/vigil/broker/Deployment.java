package dev.vigil.broker;

import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.support.LocalPlatform;
import dev.vigil.topology.runtime.Application;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.TopicCreation;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Vigil on the shared broker and registry, under topics and a name of its own. */
final class Deployment implements AutoCloseable {
  static final int PARTITIONS = 4;

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LocalPlatform platform = LocalPlatform.shared();
  private final String prefix = "t" + COUNT.incrementAndGet() + ".";
  private final Path state;
  private final List<String> settings = new ArrayList<>();
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> unacknowledged = new ArrayList<>();
  private @Nullable Application application;

  Deployment(Path state, String... settings) {
    this.state = state;
    this.settings.addAll(List.of(settings));
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                platform.broker().bootstrapServers(),
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                4 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  Configuration configuration(String... more) {
    List<String> flags = flags();
    flags.addAll(List.of(more));
    return new ConfigLoader(Map.of()).load(null, flags);
  }

  /** The settings as an operator gives them to a command. */
  List<String> arguments() {
    return flags().stream().flatMap(flag -> Stream.of("--set", flag)).toList();
  }

  private List<String> flags() {
    List<String> flags = new ArrayList<>();
    flags.add("kafka.bootstrap.servers=" + platform.broker().bootstrapServers());
    flags.add("registry.url=" + platform.registry().url());
    flags.add("vigil.topics.prefix=" + prefix);
    flags.add("vigil.application-id=" + prefix + "vigil");
    flags.add("vigil.state.dir=" + state);
    flags.add("vigil.startup-timeout=PT10S");
    // Several run beside each other.
    flags.add("vigil.http.port=0");
    flags.addAll(settings);
    return flags;
  }

  String topic(String name) {
    return prefix + name;
  }

  String applicationId() {
    return prefix + "vigil";
  }

  Deployment createTopics() {
    return createTopics(PARTITIONS);
  }

  Deployment createTopics(int partitions) {
    Configuration configuration = configuration();
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      new TopicCreation(new TopicCatalogue(configuration.vigil()), cluster)
          .create(partitions, (short) 1);
    }
    return this;
  }

  Deployment start() {
    return start(InstantSource.system());
  }

  Deployment start(InstantSource clock) {
    application = Application.start(configuration(), clock);
    return this;
  }

  Application application() {
    if (application == null) {
      throw new IllegalStateException("not started");
    }
    return application;
  }

  /** Stops the application as SIGTERM does; gives whether it closed in time. */
  boolean stop() {
    boolean closed = application().stop();
    application = null;
    return closed;
  }

  void send(String topic, @Nullable String key, @Nullable String value) {
    send(
        new ProducerRecord<>(
            topic(topic), key == null ? null : bytes(key), value == null ? null : bytes(value)));
  }

  void send(ProducerRecord<byte[], byte[]> record) {
    await(producer.send(record));
  }

  private static void await(Future<RecordMetadata> sent) {
    try {
      sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the broker did not take a record", e);
    }
  }

  /** Sends without waiting for each; {@link #flush} waits for all. */
  void sendLater(String topic, String key, String value) {
    unacknowledged.add(producer.send(new ProducerRecord<>(topic(topic), bytes(key), bytes(value))));
  }

  void flush() {
    producer.flush();
    unacknowledged.forEach(Deployment::await);
    unacknowledged.clear();
  }

  /** Committed records of a topic from its beginning, read until there are so many. */
  <T> List<ConsumerRecord<byte[], T>> read(String topic, Class<T> type, int count) {
    return read(topic, type, all -> all.size() >= count);
  }

  /** Committed records of a topic from its beginning, read until a condition holds of them. */
  <T> List<ConsumerRecord<byte[], T>> read(
      String topic, Class<T> type, Predicate<List<ConsumerRecord<byte[], T>>> enough) {
    List<ConsumerRecord<byte[], T>> all = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (KafkaConsumer<byte[], Object> consumer = consumer(type == byte[].class)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic(topic)).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!enough.test(all)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("after " + PATIENCE + " only " + all.size() + " in " + topic);
        }
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                record ->
                    all.add(
                        new ConsumerRecord<>(
                            record.topic(),
                            record.partition(),
                            record.offset(),
                            record.timestamp(),
                            record.timestampType(),
                            record.serializedKeySize(),
                            record.serializedValueSize(),
                            record.key(),
                            type.cast(record.value()),
                            record.headers(),
                            record.leaderEpoch())));
      }
    }
    return all;
  }

  <T> List<T> values(String topic, Class<T> type, int count) {
    return read(topic, type, count).stream().map(ConsumerRecord::value).toList();
  }

  private KafkaConsumer<byte[], Object> consumer(boolean raw) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.broker().bootstrapServers());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    Deserializer<?> values = raw ? new ByteArrayDeserializer() : new KafkaAvroDeserializer();
    values.configure(
        Map.of("schema.registry.url", platform.registry().url(), "specific.avro.reader", "true"),
        false);
    @SuppressWarnings("unchecked") // a deserializer of anything gives objects
    Deserializer<Object> objects = (Deserializer<Object>) values;
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), objects);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    if (application != null) {
      application.stop();
    }
    producer.close(Duration.ofSeconds(5));
  }
}
