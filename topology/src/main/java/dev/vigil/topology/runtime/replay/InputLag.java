package dev.vigil.topology.runtime.replay;

import dev.vigil.config.Configuration;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The lag by the offsets that the application has committed. Behind these may stand what is no
 * record: the ends of transactions, and what was aborted. So where the application seems to be
 * behind and commits nothing, the records themselves are counted.
 */
public final class InputLag implements Lag {
  private final Configuration configuration;
  private final ClusterAdmin cluster;
  private final String application;
  private final String replay;
  private final Set<String> inputs;
  private Map<TopicPartition, CommittedRecords.Range> seen = Map.of();
  private @Nullable CommittedRecords records;

  /** Connects at the first question. */
  public InputLag(Configuration configuration, ClusterAdmin cluster) {
    TopicCatalogue catalogue = new TopicCatalogue(configuration.vigil());
    this.configuration = configuration;
    this.cluster = cluster;
    this.application = configuration.vigil().applicationId();
    this.replay = catalogue.replay().name();
    this.inputs =
        catalogue.withRole(TopicRole.INPUT).stream().map(Topic::name).collect(Collectors.toSet());
  }

  /**
   * As it is now.
   *
   * @throws VigilException if the application never ran: what is sent before it began might not be
   *     read
   */
  @Override
  public long records(long enough) {
    Map<TopicPartition, CommittedRecords.Range> waiting = waiting();
    boolean stands = waiting.equals(seen);
    seen = waiting;
    long offsets = 0;
    for (CommittedRecords.Range range : waiting.values()) {
      offsets += range.to() - range.from();
    }
    return offsets > enough && stands
        ? Math.min(offsets, count(waiting, enough, offsets))
        : offsets;
  }

  /** Offsets between what was processed and the end, where there are any. */
  private Map<TopicPartition, CommittedRecords.Range> waiting() {
    Map<TopicPartition, Long> next = committed();
    Map<TopicPartition, CommittedRecords.Range> waiting = new HashMap<>();
    cluster
        .offsets(next.keySet(), OffsetSpec.latest(), IsolationLevel.READ_COMMITTED)
        .forEach(
            (partition, end) -> {
              long from = next.getOrDefault(partition, end);
              if (end > from) {
                waiting.put(partition, new CommittedRecords.Range(from, end));
              }
            });
    return waiting;
  }

  /** An input of which nothing is committed is not read: it does not lag. */
  private Map<TopicPartition, Long> committed() {
    Map<TopicPartition, Long> committed = cluster.committed(application);
    committed.keySet().removeIf(partition -> !inputs.contains(partition.topic()));
    if (committed.keySet().stream().noneMatch(partition -> partition.topic().equals(replay))) {
      throw new VigilException(
          ExitCode.NOT_PROVEN,
          "Nothing was sent: application %s never read %s, and may begin behind what is sent now. Check vigil.application-id, or start it first (vigil run)"
              .formatted(application, replay),
          null);
    }
    return committed;
  }

  private long count(
      Map<TopicPartition, CommittedRecords.Range> ranges, long enough, long offsets) {
    AtomicLong counted = new AtomicLong();
    try {
      if (records == null) {
        records = new CommittedRecords(configuration);
      }
      records.read(ranges, record -> counted.incrementAndGet() <= enough);
    } catch (KafkaException e) {
      throw cluster.failure(e);
    }
    return counted.get() > enough ? offsets : counted.get();
  }

  @Override
  public void close() {
    if (records != null) {
      records.close();
    }
  }
}
