package dev.vigil.topology.runtime;

import dev.vigil.config.StartFrom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where reading begins. A new application gets its first offsets here, because Kafka's own reset
 * would also skip, without a word, what retention deleted before it was read.
 */
final class InitialOffsets {
  private static final Logger LOG = LoggerFactory.getLogger(InitialOffsets.class);

  private final ClusterAdmin cluster;
  private final String group;

  InitialOffsets(ClusterAdmin cluster, String applicationId) {
    this.cluster = cluster;
    this.group = applicationId;
  }

  /**
   * Commits offsets where there are none, and checks that what is committed is still there.
   *
   * @throws VigilException with {@link ExitCode#OFFSETS_LOST} if unread records are gone
   */
  void prepare(List<TopicPartition> inputs, StartFrom startFrom) {
    Map<TopicPartition, Long> committed = cluster.committed(group);
    Map<TopicPartition, Long> earliest =
        cluster.offsets(inputs, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    checkNothingLost(inputs, committed, earliest);
    List<TopicPartition> fresh =
        inputs.stream().filter(partition -> committed.get(partition) == null).toList();
    if (fresh.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> start =
        startFrom == StartFrom.EARLIEST
            ? earliest
            : cluster.offsets(fresh, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
    fresh.forEach(
        partition ->
            first.put(partition, new OffsetAndMetadata(start.getOrDefault(partition, 0L))));
    commit(first);
  }

  /** Commits, unless an instance that started together with this one was quicker. */
  void commit(Map<TopicPartition, OffsetAndMetadata> first) {
    try {
      cluster.answer(cluster.admin().alterConsumerGroupOffsets(group, first).all());
      LOG.info("A new application: reading {} partitions from their first offsets", first.size());
    } catch (VigilException e) {
      // Brokers take offsets from outside only as long as the group has no member.
      if (!(e.getCause() instanceof UnknownMemberIdException)) {
        throw e;
      }
      Map<TopicPartition, Long> committed = cluster.committed(group);
      List<TopicPartition> missing =
          first.keySet().stream().filter(partition -> committed.get(partition) == null).toList();
      if (!missing.isEmpty()) {
        throw new VigilException(
            ExitCode.TOPICS,
            "Instances of %s are running that do not read %s: stop them, then start all with the same"
                    .formatted(group, missing)
                + " inputs",
            e);
      }
    }
  }

  private void checkNothingLost(
      List<TopicPartition> inputs,
      Map<TopicPartition, Long> committed,
      Map<TopicPartition, Long> earliest) {
    List<String> lines = new ArrayList<>();
    StringBuilder topics = new StringBuilder();
    for (TopicPartition partition : inputs) {
      Long next = committed.get(partition);
      long first = earliest.getOrDefault(partition, 0L);
      if (next != null && next < first) {
        lines.add(
            "%s: offsets %d to %d were deleted before they were read"
                .formatted(partition, next, first - 1));
        topics.append(" --topic ").append(partition.topic()).append(':');
        topics.append(partition.partition());
      }
    }
    if (!lines.isEmpty()) {
      lines.add(
          "Fetch what was lost from its source; then, with all instances stopped, go on behind the"
              + " gap: kafka-consumer-groups.sh --bootstrap-server %s --group %s%s"
                  .formatted(cluster.servers(), group, topics)
              + " --reset-offsets --to-earliest --execute");
      throw new VigilException(ExitCode.OFFSETS_LOST, lines, null);
    }
  }
}
