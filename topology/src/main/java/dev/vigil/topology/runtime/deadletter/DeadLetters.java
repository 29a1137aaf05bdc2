package dev.vigil.topology.runtime.deadletter;

import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.TopicCheck;
import dev.vigil.topology.runtime.VigilException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;

/** Reads the committed dead letters, or the parked ones; keeps none in memory. */
public final class DeadLetters implements AutoCloseable {
  private final ClusterAdmin cluster;
  private final String topic;
  private final List<TopicPartition> partitions;
  private final CommittedRecords records;

  /**
   * Finds the topic.
   *
   * @param parked whether the parking topic is meant
   * @throws VigilException if it is missing, or the brokers cannot be reached
   */
  public DeadLetters(Configuration configuration, ClusterAdmin cluster, boolean parked) {
    this.cluster = cluster;
    TopicCatalogue catalogue = new TopicCatalogue(configuration.vigil());
    this.topic = (parked ? catalogue.parked() : catalogue.deadLetters()).name();
    int count =
        cluster
            .partitions(topic)
            .orElseThrow(
                () -> new VigilException(ExitCode.TOPICS, TopicCheck.missing(topic), null));
    this.partitions =
        IntStream.range(0, count).mapToObj(one -> new TopicPartition(topic, one)).toList();
    this.records = new CommittedRecords(configuration);
  }

  /** Full name of the topic. */
  public String topic() {
    return topic;
  }

  /**
   * What to read now for a filter: all there is, or as little as holds the places it names.
   *
   * @throws VigilException if the brokers cannot be reached
   */
  public Map<TopicPartition, Range> ranges(DeadLetterFilter filter) {
    Map<TopicPartition, Range> all;
    try {
      all = records.all(partitions);
    } catch (ApiException e) {
      throw cluster.failure(e);
    }
    if (filter.places().isEmpty()) {
      return all;
    }
    Map<TopicPartition, Range> named = new HashMap<>();
    for (Place place : filter.places()) {
      TopicPartition partition = new TopicPartition(topic, place.partition());
      Range there = all.get(partition);
      if (there != null && place.offset() >= there.from() && place.offset() < there.to()) {
        named.merge(
            partition,
            new Range(place.offset(), place.offset() + 1),
            (one, other) ->
                new Range(Math.min(one.from(), other.from()), Math.max(one.to(), other.to())));
      }
    }
    return named;
  }

  /**
   * Hands over the dead letters of ranges that a filter lets through, those of a partition in
   * order.
   *
   * @param read is told of every record that was read, whether or not it was let through
   * @param take whether to go on
   * @throws VigilException if the brokers cannot be reached
   */
  public void read(
      Map<TopicPartition, Range> ranges,
      DeadLetterFilter filter,
      LongConsumer read,
      Predicate<DeadLetter> take) {
    try {
      records.read(
          ranges,
          record -> {
            read.accept(1);
            DeadLetter letter = new DeadLetter(record);
            return !filter.test(letter) || take.test(letter);
          });
    } catch (ApiException e) {
      throw cluster.failure(e);
    }
  }

  /** How many offsets ranges have; there are no more records, but fewer: some mark transactions. */
  public static long size(Map<TopicPartition, Range> ranges) {
    return ranges.values().stream().mapToLong(range -> range.to() - range.from()).sum();
  }

  @Override
  public void close() {
    records.close();
  }
}
