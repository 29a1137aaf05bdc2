package dev.vigil.topology.runtime.reconcile;

import dev.vigil.avro.AuditRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.OutputRecords;
import dev.vigil.topology.runtime.TopicCheck;
import dev.vigil.topology.runtime.VigilException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** {@code fhir.audit} from a time on, once the application has judged all that is asked about. */
public final class AuditTrail {
  private final ClusterAdmin cluster;
  private final Registry registry;
  private final Configuration configuration;
  private final TopicCatalogue catalogue;

  /** Reads nothing yet. */
  public AuditTrail(Configuration configuration, ClusterAdmin cluster, Registry registry) {
    this.configuration = configuration;
    this.cluster = cluster;
    this.registry = registry;
    this.catalogue = new TopicCatalogue(configuration.vigil());
  }

  /**
   * Refuses to go on while the application has not judged what came before a time, or what was sent
   * to {@code fhir.replay}: what it is about to judge would be called missing.
   *
   * @throws VigilException if the application is behind, or never ran
   */
  void requireJudged(Instant until) {
    try (CommittedRecords records = new CommittedRecords(configuration)) {
      Map<TopicPartition, Range> waiting = new HashMap<>();
      Map<TopicPartition, Long> next = cluster.committed(configuration.vigil().applicationId());
      for (String topic : inputs()) {
        List<TopicPartition> partitions = partitions(records, topic);
        boolean replay = topic.equals(catalogue.replay().name());
        Map<TopicPartition, Long> limits =
            replay ? records.ends(partitions) : records.at(partitions, until);
        for (TopicPartition partition : partitions) {
          Long from = next.get(partition);
          if (from == null) {
            throw new VigilException(
                ExitCode.NOT_PROVEN,
                "Application %s never read %s: check vigil.application-id, or start it (vigil run)"
                    .formatted(configuration.vigil().applicationId(), topic),
                null);
          }
          long limit = limits.getOrDefault(partition, from);
          if (limit > from) {
            waiting.put(partition, new Range(from, limit));
          }
        }
      }
      // Behind the last record may stand what is none: the end of a transaction.
      boolean[] behind = {false};
      records.read(
          waiting,
          record -> {
            behind[0] = true;
            return false;
          });
      if (behind[0]) {
        throw new VigilException(
            ExitCode.NOT_PROVEN,
            "Nothing was compared: the application has not judged all that came before %s. Wait until it has caught up, then run again"
                .formatted(until),
            null);
      }
    } catch (KafkaException e) {
      throw cluster.failure(e);
    }
  }

  private List<String> inputs() {
    return Stream.concat(
            Stream.of(catalogue.events(), catalogue.replay()), catalogue.consents().stream())
        .map(Topic::name)
        .toList();
  }

  private static List<TopicPartition> partitions(CommittedRecords records, String topic) {
    List<TopicPartition> partitions = records.partitions(topic);
    if (partitions.isEmpty()) {
      throw new VigilException(ExitCode.TOPICS, TopicCheck.missing(topic), null);
    }
    return partitions;
  }

  /**
   * Hands over all audit records since a time.
   *
   * @param read told of each record
   * @throws VigilException if retention has deleted some of that time
   */
  void read(Instant since, Consumer<AuditRecord> take, LongConsumer read) {
    String topic = catalogue.audit().name();
    OutputRecords<AuditRecord> reader = new OutputRecords<>(registry, AuditRecord.getClassSchema());
    try (CommittedRecords records = new CommittedRecords(configuration)) {
      List<TopicPartition> partitions = new ArrayList<>(partitions(records, topic));
      Map<TopicPartition, Long> ends = records.ends(partitions);
      Map<TopicPartition, Long> begins = records.beginnings(partitions);
      Map<TopicPartition, Range> ranges = new HashMap<>();
      records
          .at(partitions, since)
          .forEach(
              (partition, from) -> {
                long beginning = begins.getOrDefault(partition, 0L);
                // Of a partition that is empty by now, nothing as old as its retention is missed.
                boolean empty = ends.getOrDefault(partition, 0L) <= beginning;
                if (beginning > 0 && from <= beginning && !empty) {
                  throw new VigilException(
                      ExitCode.NOT_PROVEN,
                      "Nothing was compared: %s does not go back to %s any more. Choose a later --since"
                          .formatted(topic, since),
                      null);
                }
                ranges.put(partition, new Range(from, ends.getOrDefault(partition, from)));
              });
      records.read(
          ranges,
          record -> {
            take.accept(reader.read(record));
            read.accept(1);
            return true;
          });
    } catch (KafkaException e) {
      throw cluster.failure(e);
    }
  }
}
