package dev.vigil.fault.verdict;

import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Input records that retention deleted before they were read.
 *
 * @param from the first offset
 * @param to the first that is beyond
 */
public record Skipped(int partition, long from, long to) {
  /**
   * What is being skipped now: from where the stopped application would go on to where the input
   * topic begins. Ask before the application is told to go on behind it.
   */
  public static List<Skipped> now(Configuration configuration) {
    String events = new TopicCatalogue(configuration.vigil()).events().name();
    List<Skipped> skipped = new ArrayList<>();
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
        CommittedRecords records = new CommittedRecords(configuration)) {
      Map<TopicPartition, Long> committed =
          cluster.committed(configuration.vigil().applicationId());
      records
          .beginnings(records.partitions(events))
          .forEach(
              (partition, start) -> {
                long from = committed.getOrDefault(partition, 0L);
                if (from < start) {
                  skipped.add(new Skipped(partition.partition(), from, start));
                }
              });
    }
    return skipped;
  }

  boolean covers(int ofPartition, long offset) {
    return ofPartition == partition && offset >= from && offset < to;
  }
}
