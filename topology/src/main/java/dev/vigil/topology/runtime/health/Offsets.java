package dev.vigil.topology.runtime.health;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far inputs are written and processed, as the brokers say: what the instance itself believes
 * stands still when its thread does. Asks, and never waits: one question is under way at most, and
 * it ends by its own time. Safe for several threads.
 */
// A question ends in done, whatever becomes of it.
@SuppressWarnings("FutureReturnValueIgnored")
final class Offsets {
  private static final int PATIENCE_MS = 5_000;

  private final Admin admin;
  private final String group;
  private boolean isAsking;
  private boolean answered;
  private @Nullable String refusal;
  private Map<TopicPartition, Position> positions = Map.of();

  /**
   * Where a partition of an input stands.
   *
   * @param committed the next offset to process
   * @param end the next offset that will be readable
   */
  record Position(long committed, long end) {}

  /** What the brokers told since the last time it was asked for. */
  record Answer(
      boolean answered, @Nullable String refusal, Map<TopicPartition, Position> positions) {}

  Offsets(Admin admin, String group) {
    this.admin = admin;
    this.group = group;
  }

  /** What is known by now; whether anything came counts from call to call. */
  synchronized Answer take() {
    Answer taken = new Answer(answered, refusal, positions);
    answered = false;
    return taken;
  }

  /** Asks, if no question is under way. */
  void ask(Collection<TopicPartition> partitions) {
    synchronized (this) {
      if (isAsking) {
        return;
      }
      isAsking = true;
    }
    try {
      if (partitions.isEmpty()) {
        admin
            .describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MS))
            .nodes()
            .whenComplete((nodes, failure) -> done(failure, Map.of()));
      } else {
        askEnds(List.copyOf(partitions));
      }
    } catch (RuntimeException e) {
      done(e, Map.of());
    }
  }

  private void askEnds(List<TopicPartition> partitions) {
    admin
        .listOffsets(
            partitions.stream().collect(Collectors.toMap(one -> one, one -> OffsetSpec.latest())),
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(PATIENCE_MS))
        .all()
        .whenComplete(
            (ends, failure) -> {
              if (failure != null) {
                done(failure, Map.of());
              } else {
                askCommitted(ends);
              }
            });
  }

  /** After the ends, so that nothing seems to wait that was processed meanwhile. */
  private void askCommitted(Map<TopicPartition, ListOffsetsResultInfo> ends) {
    Set<TopicPartition> partitions = ends.keySet();
    try {
      admin
          .listConsumerGroupOffsets(
              Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
              new ListConsumerGroupOffsetsOptions().timeoutMs(PATIENCE_MS))
          .partitionsToOffsetAndMetadata(group)
          .whenComplete(
              (committed, failure) ->
                  done(failure, failure == null ? positions(ends, committed) : Map.of()));
    } catch (RuntimeException e) {
      done(e, Map.of());
    }
  }

  private static Map<TopicPartition, Position> positions(
      Map<TopicPartition, ListOffsetsResultInfo> ends,
      Map<TopicPartition, @Nullable OffsetAndMetadata> committed) {
    Map<TopicPartition, Position> found = new HashMap<>();
    ends.forEach(
        (partition, end) -> {
          OffsetAndMetadata offset = committed.get(partition);
          // A start commits every offset before it reads: without one there is nothing to compare.
          if (offset != null) {
            found.put(partition, new Position(offset.offset(), end.offset()));
          }
        });
    return Map.copyOf(found);
  }

  private synchronized void done(@Nullable Throwable failure, Map<TopicPartition, Position> found) {
    isAsking = false;
    if (failure == null) {
      answered = true;
      refusal = null;
      positions = found;
    } else {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      refusal = cause.getClass().getSimpleName();
    }
  }
}
