package dev.vigil.topology.runtime.audit.trace;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.event.InputPartitioner;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.OutputRecords;
import dev.vigil.topology.runtime.TopicCheck;
import dev.vigil.topology.runtime.VigilException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic of what was decided or done, for a period. Nothing is kept of it.
 *
 * <p>The period counts by the instances' clocks. What brokers find records by is when the input
 * arrived, which is earlier, after an outage by days: so the beginning is looked for backwards from
 * there. Clocks may differ by {@link #CLOCKS_DIFFER}.
 */
public final class RecordLog<T extends SpecificRecordBase> {
  /** How much instances' and brokers' clocks may differ before a record could be overlooked. */
  public static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

  private final CommittedRecords records;
  private final ClusterAdmin cluster;
  private final String topic;
  private final int partitions;
  private final OutputRecords<T> decoder;
  private final Function<T, Instant> at;

  /**
   * For one topic.
   *
   * @param topic full name
   * @param schema of its records
   * @param at when a record was made, by the clock of who made it
   * @throws VigilException if it is missing
   */
  private RecordLog(
      CommittedRecords records,
      ClusterAdmin cluster,
      Registry registry,
      String topic,
      Schema schema,
      Function<T, Instant> at) {
    this.records = records;
    this.cluster = cluster;
    this.topic = topic;
    this.partitions =
        cluster
            .partitions(topic)
            .orElseThrow(
                () -> new VigilException(ExitCode.TOPICS, TopicCheck.missing(topic), null));
    this.decoder = new OutputRecords<>(registry, schema);
    this.at = at;
  }

  /** What became of each input record. */
  static RecordLog<AuditRecord> ofAudit(
      Configuration configuration,
      CommittedRecords records,
      ClusterAdmin cluster,
      Registry registry) {
    return new RecordLog<>(
        records,
        cluster,
        registry,
        new TopicCatalogue(configuration.vigil()).audit().name(),
        AuditRecord.getClassSchema(),
        AuditRecord::getAt);
  }

  /** What operators and time did. */
  static RecordLog<OperationRecord> ofOperations(
      Configuration configuration,
      CommittedRecords records,
      ClusterAdmin cluster,
      Registry registry) {
    return new RecordLog<>(
        records,
        cluster,
        registry,
        new TopicCatalogue(configuration.vigil()).operations().name(),
        OperationRecord.getClassSchema(),
        OperationRecord::getAt);
  }

  /**
   * One record of it.
   *
   * @param record decoded
   * @param place where it stands
   * @param timestamp of the record in the topic, milliseconds since 1970 UTC
   * @param key as it stands
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  public record Entry<T>(T record, Coordinates place, long timestamp, byte @Nullable [] key) {}

  /** How many partitions the topic has. */
  public int partitions() {
    return partitions;
  }

  /** All of them. */
  public List<TopicPartition> all() {
    List<TopicPartition> all = new ArrayList<>(partitions);
    for (int i = 0; i < partitions; i++) {
      all.add(new TopicPartition(topic, i));
    }
    return all;
  }

  /** The one of a key; all, if nobody knows which that is. */
  List<TopicPartition> of(byte[] key, InputPartitioner partitioner) {
    OptionalInt own = partitioner.partition(key, partitions);
    return own.isEmpty() ? all() : one(own.getAsInt());
  }

  /** One of them; all, if there is none of that number. */
  public List<TopicPartition> one(int partition) {
    return partition < partitions ? List.of(new TopicPartition(topic, partition)) : all();
  }

  /**
   * Where a period's records can stand.
   *
   * @param partitions all that were asked for
   * @param ranges offsets; no partition that has none
   * @param truncated whether retention may have deleted some of them
   */
  public record Window(
      List<Integer> partitions, Map<TopicPartition, Range> ranges, boolean truncated) {}

  /** Where a period's records can stand. */
  public Window window(Collection<TopicPartition> of, Period period) {
    try {
      Map<TopicPartition, Range> all = records.all(of);
      Map<TopicPartition, Long> ends =
          period.until() == null ? Map.of() : records.at(of, period.until().plus(CLOCKS_DIFFER));
      Map<TopicPartition, Long> starts = starts(of, all, period.since());
      Map<TopicPartition, Range> ranges = new HashMap<>();
      boolean truncated = false;
      for (Map.Entry<TopicPartition, Range> one : all.entrySet()) {
        TopicPartition partition = one.getKey();
        Range whole = one.getValue();
        Long start = starts.get(partition);
        truncated |= start == null && whole.from() > 0;
        long from = start == null ? whole.from() : start;
        long to = Math.min(whole.to(), ends.getOrDefault(partition, whole.to()));
        if (to > from) {
          ranges.put(partition, new Range(from, to));
        }
      }
      return new Window(
          of.stream().map(TopicPartition::partition).sorted().toList(), ranges, truncated);
    } catch (ApiException e) {
      throw cluster.failure(e);
    }
  }

  /** Offsets of records that are older than the instant; none of a partition without such. */
  private Map<TopicPartition, Long> starts(
      Collection<TopicPartition> of, Map<TopicPartition, Range> all, @Nullable Instant since) {
    Map<TopicPartition, Long> starts = new HashMap<>();
    if (since == null) {
      return starts;
    }
    Instant older = since.minus(CLOCKS_DIFFER);
    records
        .at(of, older)
        .forEach(
            (partition, arrived) -> {
              Range whole = all.get(partition);
              if (whole != null) {
                OptionalLong start =
                    backwards(partition, whole, Math.min(whole.to(), arrived), older);
                start.ifPresent(offset -> starts.put(partition, offset));
              }
            });
    return starts;
  }

  /** Records are made in the order in which they stand. */
  private OptionalLong backwards(TopicPartition partition, Range all, long start, Instant older) {
    long offset = start;
    for (long step = 1; offset > all.from(); step *= 2) {
      offset = Math.max(all.from(), start - step);
      Instant[] made = new Instant[1];
      records.read(
          Map.of(partition, new Range(offset, all.to())),
          record -> {
            made[0] = at.apply(decoder.read(record));
            return false;
          });
      if (made[0] != null && made[0].isBefore(older)) {
        return OptionalLong.of(offset);
      }
    }
    return OptionalLong.empty();
  }

  /**
   * Hands over the records of a window that may be of interest.
   *
   * @param worth whether to decode a record at all
   * @param take takes each of those
   * @param progress told how many more were read
   */
  public Searched read(
      Window window,
      Predicate<ConsumerRecord<byte[], byte[]>> worth,
      Consumer<Entry<T>> take,
      LongConsumer progress) {
    long[] read = new long[1];
    long[] oldest = {Long.MAX_VALUE};
    try {
      records.read(
          window.ranges(),
          record -> {
            read[0]++;
            oldest[0] = Math.min(oldest[0], record.timestamp());
            progress.accept(1);
            if (worth.test(record)) {
              take.accept(
                  new Entry<>(
                      decoder.read(record),
                      new Coordinates(record.topic(), record.partition(), record.offset()),
                      record.timestamp(),
                      record.key()));
            }
            return true;
          });
    } catch (ApiException e) {
      throw cluster.failure(e);
    }
    return new Searched(
        topic,
        window.partitions(),
        partitions,
        read[0],
        read[0] == 0 ? null : Instant.ofEpochMilli(oldest[0]),
        window.truncated());
  }
}
