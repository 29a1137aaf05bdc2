package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.serdes.avro.WriterSchemas;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.audit.verify.Cursor.MalformedException;
import dev.vigil.topology.runtime.audit.verify.Plan.Log;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Finds the newest audit record of each input partition. */
public final class HeadReader {
  /** Read from the end, twice as many each time, until every chain has shown its end. */
  private static final long FIRST_STEP = 1_000;

  private final Plan plan;
  private final LogReader reader;
  private final WriterSchemas schemas;

  public HeadReader(Plan plan, LogReader reader, WriterSchemas schemas) {
    this.plan = plan;
    this.reader = reader;
    this.schemas = schemas;
  }

  /**
   * The ends of all chains, by topic and partition.
   *
   * @throws VigilException with {@link ExitCode#NOT_PROVEN} if what stands there is no audit record
   *     that hashes to what it says
   */
  public List<Head> read() {
    Map<TopicPartition, Head> heads = new ConcurrentHashMap<>();
    Map<TopicPartition, Range> next = new HashMap<>();
    Map<TopicPartition, Set<String>> wanted = new HashMap<>();
    plan.logs()
        .forEach(
            (partition, log) -> {
              if (partition.topic().equals(plan.channels().audit())) {
                next.put(partition, before(log, log.to(), FIRST_STEP));
                wanted.put(partition, wanted(partition.partition()));
              }
            });
    for (long step = FIRST_STEP; !next.isEmpty(); step *= 2) {
      Map<TopicPartition, Map<TopicPartition, Head>> found = new ConcurrentHashMap<>();
      reader.read(
          next,
          partition -> {
            AuditDecoder decoder = new AuditDecoder(schemas, plan.channels());
            Map<TopicPartition, Head> newest =
                found.computeIfAbsent(partition, p -> new HashMap<>());
            return record -> take(record, decoder, newest);
          });
      long doubled = step * 2;
      found.values().forEach(newest -> newest.forEach(heads::putIfAbsent));
      next.replaceAll(
          (partition, range) ->
              before(Objects.requireNonNull(plan.logs().get(partition)), range.from(), doubled));
      next.entrySet()
          .removeIf(
              entry ->
                  entry.getValue().from() >= entry.getValue().to()
                      || wanted.getOrDefault(entry.getKey(), Set.of()).stream()
                          .allMatch(
                              topic ->
                                  heads.containsKey(
                                      new TopicPartition(topic, entry.getKey().partition()))));
    }
    return new ArrayList<>(heads.values())
        .stream()
            .sorted(Comparator.comparing(Head::topic).thenComparingInt(Head::partition))
            .toList();
  }

  private static Range before(Log log, long end, long step) {
    return new Range(Math.max(log.from(), end - step), end);
  }

  /** Chains that must have an end: something of their input was committed. */
  private Set<String> wanted(int partition) {
    Set<String> topics = new TreeSet<>();
    plan.inputs()
        .forEach(
            (input, judged) -> {
              if (input.partition() == partition && judged.to() > 0) {
                topics.add(input.topic());
              }
            });
    return topics;
  }

  private void take(
      ConsumerRecord<byte[], byte[]> record,
      AuditDecoder decoder,
      Map<TopicPartition, Head> newest) {
    AuditFields fields;
    try {
      fields = decoder.read(record.value());
    } catch (MalformedException e) {
      throw unusable(record, e);
    }
    if (fields.input == AuditFields.FOREIGN) {
      return;
    }
    if (fields.partition != record.partition() || !decoder.isHashRight()) {
      throw unusable(record, null);
    }
    String topic = plan.channels().inputs().get(fields.input);
    newest.put(
        new TopicPartition(topic, fields.partition),
        new Head(topic, fields.partition, fields.offset, HexFormat.of().formatHex(fields.hash())));
  }

  private static VigilException unusable(
      ConsumerRecord<byte[], byte[]> record, @Nullable Throwable cause) {
    return new VigilException(
        ExitCode.NOT_PROVEN,
        "%s-%d holds at offset %d what is no intact audit record: run vigil audit verify"
            .formatted(record.topic(), record.partition(), record.offset()),
        cause);
  }
}
