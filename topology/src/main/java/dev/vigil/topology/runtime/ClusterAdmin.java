package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A bounded conversation with the cluster; every way it can fail becomes a line that says what. */
public final class ClusterAdmin implements AutoCloseable {
  private final Admin admin;
  private final String servers;
  private final Duration patience;

  private ClusterAdmin(Admin admin, String servers, Duration patience) {
    this.admin = admin;
    this.servers = servers;
    this.patience = patience;
  }

  /** Connects with the configuration's {@code kafka.*} settings; the first question tells. */
  public static ClusterAdmin connect(Configuration configuration) {
    return connect(configuration, configuration.vigil().startupTimeout());
  }

  /** The same, waiting so long for each answer. */
  public static ClusterAdmin connect(Configuration configuration, Duration patience) {
    Map<String, Object> settings =
        new HashMap<>(ClientSettings.of(configuration.kafkaSettings(), ClientSettings.Kind.ADMIN));
    settings.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
    settings.put(
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
        Math.toIntExact(Math.min(patience.toMillis(), 10_000)));
    String servers = configuration.kafkaSettings().getOrDefault("bootstrap.servers", "");
    try {
      return new ClusterAdmin(Admin.create(settings), servers, patience);
    } catch (KafkaException e) {
      throw ConnectionFailure.settings(configuration.kafkaSettings(), e)
          .orElseGet(
              () -> new VigilException(ExitCode.CONFIGURATION, "kafka.*: " + e.getMessage(), e));
    }
  }

  public Admin admin() {
    return admin;
  }

  /** The brokers' addresses as configured. */
  public String servers() {
    return servers;
  }

  /** Waits for an answer. */
  public <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get(patience.toMillis() + 1_000, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigilException(ExitCode.UNEXPECTED, "Interrupted while asking the brokers", e);
    }
  }

  /** Waits for an answer; empty if it is none, or this error, which tells of absence. */
  public <T> Optional<T> answerUnless(KafkaFuture<T> future, Class<? extends Throwable> absent) {
    try {
      return Optional.ofNullable(answer(future));
    } catch (VigilException e) {
      if (absent.isInstance(e.getCause())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** How many partitions a topic has; empty: there is no such topic. */
  public OptionalInt partitions(String topic) {
    return answerUnless(
            admin.describeTopics(List.of(topic)).allTopicNames(),
            UnknownTopicOrPartitionException.class)
        .map(descriptions -> descriptions.get(topic))
        .map(description -> OptionalInt.of(description.partitions().size()))
        .orElseGet(OptionalInt::empty);
  }

  /**
   * Who belongs to a group, by instance id or else client id; of a stopped instance that keeps its
   * partitions, too, until its session ends.
   */
  public SortedSet<String> members(String group) {
    SortedSet<String> members = new TreeSet<>();
    answerUnless(admin.describeConsumerGroups(List.of(group)).all(), GroupIdNotFoundException.class)
        .map(groups -> groups.get(group))
        .ifPresent(
            description ->
                description
                    .members()
                    .forEach(
                        member ->
                            members.add(member.groupInstanceId().orElseGet(member::clientId))));
    return members;
  }

  /** The next offset that a group reads, of each partition of which it has committed any. */
  public Map<TopicPartition, Long> committed(String group) {
    Map<TopicPartition, Long> committed = new HashMap<>();
    answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                committed.put(partition, offset.offset());
              }
            });
    return committed;
  }

  /**
   * An offset of each partition.
   *
   * @param spec which
   * @param isolation whether what a transaction that is still open holds up counts
   */
  public Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> question = new HashMap<>();
    partitions.forEach(partition -> question.put(partition, spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    answer(admin.listOffsets(question, new ListOffsetsOptions(isolation)).all())
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }

  /** Waits until the brokers tell of topics that the controller has created just now. */
  public void awaitKnown(List<String> topics) {
    long deadline = System.nanoTime() + patience.toNanos();
    for (String topic : topics) {
      while (partitions(topic).isEmpty()) {
        if (System.nanoTime() - deadline > 0) {
          throw new VigilException(
              ExitCode.BROKER,
              "Topic %s was created, but the brokers at %s do not know it after %s: look at their logs"
                  .formatted(topic, servers, patience),
              null);
        }
        pause();
      }
    }
  }

  /** Waits until the brokers have forgotten a topic that was deleted. */
  public void awaitGone(String topic) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (partitions(topic).isPresent()) {
      if (System.nanoTime() - deadline > 0) {
        throw new VigilException(
            ExitCode.BROKER,
            "Topic %s was deleted, but the brokers at %s still know it after %s: look at their logs, then run the command again"
                .formatted(topic, servers, patience),
            null);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigilException(ExitCode.UNEXPECTED, "Interrupted while asking the brokers", e);
    }
  }

  /** What the operator can do about an error that a client of the same brokers ran into. */
  public VigilException failure(Throwable cause) {
    if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
      return unreachable(cause);
    }
    Optional<String> refusal = ConnectionFailure.refusal(servers, cause);
    if (refusal.isPresent()) {
      return new VigilException(ExitCode.BROKER, refusal.get(), cause);
    }
    return new VigilException(
        ExitCode.BROKER,
        "The brokers at " + servers + " answered with an error: " + cause.getMessage(),
        cause);
  }

  private VigilException unreachable(Throwable cause) {
    return new VigilException(
        ExitCode.BROKER,
        "The brokers at "
            + servers
            + " did not answer within "
            + patience
            + ": check kafka.bootstrap.servers, the network and kafka.security.protocol",
        cause);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
