package dev.vigil.bench.pipeline;

import dev.vigil.bench.variant.Variant;
import dev.vigil.config.topics.PartitionRule;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a benchmark, and how far its pipelines are. */
public final class BenchTopics implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 100;

  private final Admin admin;

  private BenchTopics(Admin admin) {
    this.admin = admin;
  }

  static BenchTopics connect(String bootstrapServers) {
    return new BenchTopics(
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers)));
  }

  /** The topic that all pipelines read. */
  static String events(String prefix) {
    return prefix + "fhir.events";
  }

  void create(TopicCatalogue catalogue, String prefix, int partitions) {
    Set<String> existing = answer(admin.listTopics().names());
    List<NewTopic> missing = new ArrayList<>();
    catalogue.all().stream()
        .filter(topic -> topic.role() != TopicRole.INTERNAL && !existing.contains(topic.name()))
        .map(
            topic ->
                new NewTopic(
                        topic.name(),
                        topic.partitions() == PartitionRule.SINGLE ? 1 : partitions,
                        (short) 1)
                    .configs(topic.settings()))
        .forEach(missing::add);
    Variant.baselineTopics(prefix).stream()
        .filter(name -> !existing.contains(name))
        .map(name -> new NewTopic(name, partitions, (short) 1))
        .forEach(missing::add);
    answer(admin.createTopics(missing).all());
    // Known to the controller is not known to the broker.
    Set<String> names = new HashSet<>();
    missing.forEach(topic -> names.add(topic.name()));
    await(() -> answer(admin.listTopics().names()).containsAll(names), "create topics");
  }

  /** Deletes what pipelines wrote below a prefix; what they read stays. */
  void deleteOutputs(String prefix) {
    Set<String> kept = Set.of(events(prefix), Variant.decisionsTopic(prefix));
    delete(name -> name.startsWith(prefix) && !kept.contains(name));
  }

  /** Deletes everything below a prefix. */
  public void deleteAll(String prefix) {
    delete(name -> name.startsWith(prefix));
  }

  void deleteInternal(String applicationId) {
    delete(name -> name.startsWith(applicationId + "-"));
  }

  private void delete(Predicate<String> which) {
    Set<String> names = new HashSet<>(answer(admin.listTopics().names()));
    names.removeIf(which.negate());
    if (names.isEmpty()) {
      return;
    }
    answer(admin.deleteTopics(names).all());
    await(
        () -> answer(admin.listTopics().names()).stream().noneMatch(names::contains),
        "delete topics");
  }

  private static void await(BooleanSupplier done, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the broker does not " + what);
      }
      pause();
    }
  }

  /** How many records of the events an application has committed. */
  public long committed(String applicationId, String prefix) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        answer(admin.listConsumerGroupOffsets(applicationId).partitionsToOffsetAndMetadata());
    long sum = 0;
    for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : offsets.entrySet()) {
      // A partition without a committed offset is in the answer with none.
      if (entry.getKey().topic().equals(events(prefix)) && entry.getValue() != null) {
        sum += entry.getValue().offset();
      }
    }
    return sum;
  }

  static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }

  private static <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new IllegalStateException("a topic of the benchmark is gone", e);
      }
      throw new IllegalStateException("the broker refused", e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the broker does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the broker", e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
