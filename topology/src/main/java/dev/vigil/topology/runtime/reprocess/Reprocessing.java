package dev.vigil.topology.runtime.reprocess;

import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.event.ReplayHeaders;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.OutputRecords;
import dev.vigil.topology.runtime.TopicCheck;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.replay.Pace;
import dev.vigil.topology.runtime.replay.ReplaySender;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Sends committed records of an input through {@code fhir.replay} again, as they are, marked with a
 * run. Its range ends where the application had come when it began, so that it never overtakes live
 * records, nor reads what it sends itself.
 */
public final class Reprocessing {
  private final Configuration configuration;
  private final ClusterAdmin cluster;
  private final Registry registry;
  private final RunRequest request;
  private final TopicCatalogue topics;
  private final KnownRun known;
  private final DeadLettered deadLettered;
  private final SortedMap<Integer, Range> ranges;
  private final byte @Nullable [] key;
  private final long lost;
  private long counted;

  /** How many records of the range are what. */
  public static final class Counts {
    private long toSend;
    private long sentBefore;
    private long deadLetters;
    private long notChanges;

    /** To be sent. */
    public long toSend() {
      return toSend;
    }

    /** Sent by this run before. */
    public long sentBefore() {
      return sentBefore;
    }

    /** Left out because they are dead letters. */
    public long deadLetters() {
      return deadLetters;
    }

    private long all() {
      return toSend + sentBefore + deadLetters + notChanges;
    }

    /** Left out because operators wrote them: clears, and records of other runs. */
    public long ofOperators() {
      return notChanges;
    }
  }

  /**
   * Looks at what was done, and fixes the range.
   *
   * @throws VigilException if the run cannot be done as it was asked for
   */
  public Reprocessing(
      Configuration configuration, ClusterAdmin cluster, Registry registry, RunRequest request) {
    this.configuration = configuration;
    this.cluster = cluster;
    this.registry = registry;
    this.request = request;
    this.topics = new TopicCatalogue(configuration.vigil());
    this.known = new KnownRun(request);
    this.deadLettered = new DeadLettered(request.topic());
    this.key =
        request.patient() == null
            ? null
            : request.patient().toBytes(configuration.vigil().tenants());
    requireTopic(request.topic());
    requireTopic(topics.operations().name());
    requireTopic(topics.deadLetters().name());
    try (CommittedRecords records = new CommittedRecords(configuration)) {
      readOperations(records);
      known.requireSame();
      String begun = known.range();
      this.ranges = begun == null ? range(records) : Ranges.parse(begun);
      this.lost = begun == null ? 0 : lost(records);
      readDeadLetters(records);
    } catch (KafkaException e) {
      throw cluster.failure(e);
    }
  }

  /** How many offsets retention has deleted before the run that goes on came to them. */
  public long lost() {
    return lost;
  }

  private long lost(CommittedRecords records) {
    Map<TopicPartition, Range> covered = new HashMap<>();
    ranges.forEach((partition, range) -> covered.put(partition(partition), range));
    long sum = 0;
    for (Map.Entry<TopicPartition, Long> oldest : records.beginnings(covered.keySet()).entrySet()) {
      Range range = covered.getOrDefault(oldest.getKey(), new Range(0, 0));
      long next = Math.max(range.from(), known.sent().last(oldest.getKey()) + 1);
      sum += Math.max(0, Math.min(oldest.getValue(), range.to()) - next);
    }
    return sum;
  }

  /** Offsets by partition that the run covers; without those that hold nothing. */
  public Map<Integer, Range> ranges() {
    return ranges;
  }

  /** Whether it goes on with what was begun before. */
  public boolean isBegun() {
    return known.range() != null;
  }

  /** How many offsets are read. */
  public long offsets() {
    return ranges.values().stream().mapToLong(range -> range.to() - range.from()).sum();
  }

  /** Counts, and sends nothing. */
  public Counts count(LongConsumer progress) {
    Counts counts = each(record -> {}, progress);
    counted = counts.all();
    return counts;
  }

  /** Sends what was not sent yet; gives how many records that were. */
  public long send(String by, Pace pace, InstantSource clock, LongConsumer progress) {
    Map<String, String> details = new HashMap<>(request.details());
    details.put(KnownRun.RANGE, Ranges.text(ranges));
    ReplaySender.Job job =
        new ReplaySender.Job("reprocess", Operation.REPROCESSED, by, request.run(), details);
    RunHeaders headers = new RunHeaders(request, isReplay());
    try (ReplaySender sender =
        new ReplaySender(configuration, cluster, registry, job, pace, clock)) {
      readAgain();
      Counts done =
          each(
              record ->
                  sender.send(
                      record.key(),
                      record.value(),
                      headers.of(record),
                      record.partition(),
                      new ReplaySender.Source(partition(record.partition()), record.offset())),
              progress);
      sender.finish();
      requireAll(done.all(), sender.sent());
      return sender.sent();
    }
  }

  /** From here on nobody else can send unnoticed: what was sent since the first look counts. */
  private void readAgain() {
    try (CommittedRecords records = new CommittedRecords(configuration)) {
      readOperations(records);
    } catch (KafkaException e) {
      throw cluster.failure(e);
    }
    known.requireSame();
    String begun = known.range();
    if (begun != null && !begun.equals(Ranges.text(ranges))) {
      throw new VigilException(
          ExitCode.NOT_PROVEN,
          "Nothing was sent: another vigil reprocess began run %s meanwhile. Run it again to go on with it"
              .formatted(request.run()),
          null);
    }
  }

  private void requireAll(long read, long sent) {
    if (read < counted) {
      throw new VigilException(
          ExitCode.NOT_PROVEN,
          "%d were sent; %d records of the range are gone: retention deleted them meanwhile. Bring them in with vigil backfill"
              .formatted(sent, counted - read),
          null);
    }
  }

  private Counts each(Consumer<ConsumerRecord<byte[], byte[]>> take, LongConsumer progress) {
    Counts counts = new Counts();
    Map<TopicPartition, Range> read = new HashMap<>();
    ranges.forEach((partition, range) -> read.put(partition(partition), range));
    try (CommittedRecords records = new CommittedRecords(configuration)) {
      if (!read.isEmpty()) {
        records.read(
            read,
            record -> {
              progress.accept(1);
              if (isAsked(record, counts)) {
                take.accept(record);
              }
              return true;
            });
      }
    } catch (KafkaException e) {
      throw cluster.failure(e);
    }
    return counts;
  }

  private boolean isAsked(ConsumerRecord<byte[], byte[]> record, Counts counts) {
    if (key != null && !Arrays.equals(key, record.key())) {
      return false;
    }
    if (known.sent().contains(record.topic(), record.partition(), record.offset())) {
      counts.sentBefore++;
      return false;
    }
    if (deadLettered.contains(record.partition(), record.offset())) {
      counts.deadLetters++;
      return false;
    }
    if (isReplay() && isOfOperators(record)) {
      counts.notChanges++;
      return false;
    }
    counts.toSend++;
    return true;
  }

  /**
   * Records of other runs, for other outputs; and clears, which Vigil writes without any header.
   */
  private static boolean isOfOperators(ConsumerRecord<byte[], byte[]> record) {
    boolean marked = false;
    for (Header header : record.headers()) {
      if (header.key().equals(ReplayHeaders.RUN)) {
        return true;
      }
      marked = marked || header.key().startsWith(ReplayHeaders.PREFIX);
    }
    return !marked;
  }

  private boolean isReplay() {
    return request.topic().equals(topics.replay().name());
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(request.topic(), number);
  }

  private void requireTopic(String topic) {
    if (cluster.partitions(topic).isEmpty()) {
      throw new VigilException(ExitCode.TOPICS, TopicCheck.missing(topic), null);
    }
  }

  private void readOperations(CommittedRecords records) {
    OutputRecords<OperationRecord> reader =
        new OutputRecords<>(registry, OperationRecord.getClassSchema());
    records.readWritten(
        records.allWritten(cluster, records.partitions(topics.operations().name())),
        record -> known.accept(reader.read(record)));
  }

  /** A dead letter comes behind its record: none is older than the first that the run covers. */
  private void readDeadLetters(CommittedRecords records) {
    List<TopicPartition> partitions = records.partitions(topics.deadLetters().name());
    Map<TopicPartition, Range> all = new HashMap<>(records.allWritten(cluster, partitions));
    if (request.from() != null) {
      records
          .at(partitions, request.from())
          .forEach(
              (partition, from) ->
                  all.computeIfPresent(
                      partition,
                      (same, range) -> new Range(Math.min(from, range.to()), range.to())));
    }
    records.readWritten(all, deadLettered::take);
  }

  private SortedMap<Integer, Range> range(CommittedRecords records) {
    List<TopicPartition> partitions = records.partitions(request.topic());
    Map<TopicPartition, Range> all = records.all(partitions);
    Map<TopicPartition, Long> from =
        request.from() == null ? Map.of() : records.at(partitions, request.from());
    Map<TopicPartition, Long> to =
        request.to() == null ? Map.of() : records.at(partitions, request.to());
    Map<TopicPartition, Long> committed = cluster.committed(configuration.vigil().applicationId());
    requirePartitions(partitions.size());
    SortedMap<Integer, Range> found = new TreeMap<>();
    for (TopicPartition partition : partitions) {
      Range there = all.getOrDefault(partition, new Range(0, 0));
      Range asked = asked(partition, there);
      long first = Math.max(asked.from(), from.getOrDefault(partition, there.from()));
      long end = Math.min(asked.to(), to.getOrDefault(partition, there.to()));
      end = Math.min(end, committed.getOrDefault(partition, there.from()));
      if (first < end) {
        found.put(partition.partition(), new Range(first, end));
      }
    }
    return found;
  }

  /** What retention has deleted cannot be sent: whoever names it must know. */
  private Range asked(TopicPartition partition, Range there) {
    if (request.offsets().isEmpty()) {
      return there;
    }
    Range asked = request.offsets().get(partition.partition());
    if (asked == null) {
      return new Range(there.to(), there.to());
    }
    if (asked.from() < there.from()) {
      throw new VigilException(
          ExitCode.USAGE,
          "--offsets %d:%d-%d: retention has deleted what stood before offset %d: begin there, or bring the rest in with vigil backfill"
              .formatted(partition.partition(), asked.from(), asked.to() - 1, there.from()),
          null);
    }
    return asked;
  }

  private void requirePartitions(int partitions) {
    for (int asked : request.offsets().keySet()) {
      if (asked >= partitions) {
        throw new VigilException(
            ExitCode.USAGE,
            "--offsets %d: %s has partitions 0 to %d"
                .formatted(asked, request.topic(), partitions - 1),
            null);
      }
    }
  }
}
