package dev.vigil.bench.pipeline;

import dev.vigil.bench.variant.Variant;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.TopicCreation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics of a benchmark, and how far its pipelines are. */
public final class BenchTopics implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 100;

  private final ClusterAdmin cluster;

  BenchTopics(Configuration configuration) {
    this.cluster = ClusterAdmin.connect(configuration);
  }

  /** The topic that all pipelines read. */
  static String events(String prefix) {
    return prefix + "fhir.events";
  }

  void create(TopicCatalogue catalogue, String prefix, int partitions) {
    new TopicCreation(catalogue, cluster).create(partitions, (short) 1);
    Set<String> existing = names();
    List<NewTopic> missing =
        Variant.baselineTopics(prefix).stream()
            .filter(name -> !existing.contains(name))
            .map(name -> new NewTopic(name, partitions, (short) 1))
            .toList();
    cluster.answer(cluster.admin().createTopics(missing).all());
    cluster.awaitKnown(missing.stream().map(NewTopic::name).toList());
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
    Set<String> names = new HashSet<>(names());
    names.removeIf(which.negate());
    if (names.isEmpty()) {
      return;
    }
    cluster.answer(cluster.admin().deleteTopics(names).all());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (names().stream().anyMatch(names::contains)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the broker does not delete topics");
      }
      pause();
    }
  }

  private Set<String> names() {
    return cluster.answer(cluster.admin().listTopics().names());
  }

  /** How many records of the events an application has committed. */
  public long committed(String applicationId, String prefix) {
    return cluster.committed(applicationId).entrySet().stream()
        .filter(entry -> entry.getKey().topic().equals(events(prefix)))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
