package dev.vigil.topology.runtime.audit.trace;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.OutputDecision;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.event.DeadLetterHeaders;
import dev.vigil.serdes.event.InputPartitioner;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.serdes.event.ReplayHeaders;
import dev.vigil.topology.runtime.CommittedRecords;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.OutputRecords;
import dev.vigil.topology.runtime.audit.trace.RecordLog.Entry;
import dev.vigil.topology.runtime.audit.trace.Trace.Written;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Finds in the output topics what an audit record announces: by the key's partition, by the time of
 * the input, which outputs keep, and by the header that names the input.
 */
final class OutputFinder {
  /** Records of a partition that are looked at before the search for one output is given up. */
  static final int MOST_READ = 200_000;

  static final String REVIEW = "review";
  static final String DEAD_LETTER = "dead-letter";
  private static final String ALERTS = "alerts";
  private static final String ALERTS_FHIR = "alerts-fhir";

  private static final Set<String> NO_MARKS = Set.of(ReplayHeaders.ORIGIN);

  private final CommittedRecords records;
  private final TopicCatalogue topics;
  private final boolean tenants;

  /** Outputs with keys of their own: a record can stand in any partition. */
  private final Set<String> pseudonymous;

  private final OutputRecords<CriticalLabAlert> alerts;
  private final Map<String, List<TopicPartition>> partitions = new HashMap<>();

  OutputFinder(VigilConfig config, CommittedRecords records, Registry registry) {
    this.records = records;
    this.topics = new TopicCatalogue(config);
    this.tenants = config.tenants();
    this.pseudonymous =
        config.outputs().entrySet().stream()
            .filter(output -> output.getValue().pseudonymiseWith().isPresent())
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
    this.alerts = new OutputRecords<>(registry, CriticalLabAlert.getClassSchema());
  }

  /** All that an input record led to, but for what was not written. */
  List<Written> of(Entry<AuditRecord> audit) {
    AuditRecord record = audit.record();
    String origin =
        ReplayHeaders.origin(record.getTopic(), record.getPartition(), record.getOffset());
    Predicate<ConsumerRecord<byte[], byte[]>> ofThis =
        found -> origin.equals(text(found.headers(), ReplayHeaders.ORIGIN));
    List<Written> all = new ArrayList<>();
    for (OutputDecision output : record.getOutputs()) {
      if (output.getWritten() > 0) {
        boolean alert = output.getName().equals(ALERTS);
        Topic topic = alert ? topics.alerts() : topics.permitted().get(output.getName());
        all.add(
            find(
                output.getName(),
                topic,
                output.getWritten(),
                pseudonymous.contains(output.getName()) ? null : audit.key(),
                audit.timestamp(),
                record.getAt(),
                ofThis));
        Topic fhir = alert ? topics.alertsFhir().orElse(null) : null;
        if (fhir != null) {
          all.add(find(audit, ALERTS_FHIR, fhir, output.getWritten(), ofThis));
        }
      }
    }
    if (!record.getReviews().isEmpty()) {
      all.add(find(audit, REVIEW, topics.review(), record.getReviews().size(), ofThis));
    }
    if (record.getReason() != null) {
      all.add(
          find(audit, DEAD_LETTER, topics.deadLetters(), 1, found -> isDeadLetter(found, record)));
    }
    return all;
  }

  /** The record of an escalation, which no input record led to. */
  Written ofEscalation(Entry<OperationRecord> operation) {
    OperationRecord record = operation.record();
    String level = record.getDetails().getOrDefault("level", "");
    byte[] key =
        new PatientKey(
                record.getTenant(), record.getPatientId() == null ? "" : record.getPatientId())
            .toBytes(tenants);
    byte[] alertId = record.getSubject().getBytes(StandardCharsets.UTF_8);
    return find(
        ALERTS,
        topics.alerts(),
        1,
        key,
        operation.timestamp(),
        record.getAt(),
        found -> Bytes.contains(found.value(), alertId) && isEscalation(found, level));
  }

  private boolean isEscalation(ConsumerRecord<byte[], byte[]> found, String level) {
    Integer of = alerts.read(found).getLevel();
    return of != null && level.equals(of.toString());
  }

  private static boolean isDeadLetter(ConsumerRecord<byte[], byte[]> found, AuditRecord record) {
    Headers headers = found.headers();
    return record.getTopic().equals(text(headers, DeadLetterHeaders.TOPIC))
        && Integer.toString(record.getPartition())
            .equals(text(headers, DeadLetterHeaders.PARTITION))
        && Long.toString(record.getOffset()).equals(text(headers, DeadLetterHeaders.OFFSET));
  }

  private Written find(
      Entry<AuditRecord> audit,
      String name,
      @Nullable Topic topic,
      int count,
      Predicate<ConsumerRecord<byte[], byte[]>> isIt) {
    return find(name, topic, count, audit.key(), audit.timestamp(), audit.record().getAt(), isIt);
  }

  private Written find(
      String name,
      @Nullable Topic topic,
      int count,
      byte @Nullable [] key,
      long timestamp,
      Instant writtenAt,
      Predicate<ConsumerRecord<byte[], byte[]>> isIt) {
    if (topic == null) {
      return new Written(name, "", count, List.of(), List.of(), true);
    }
    List<TopicPartition> where = partitions(topic.name(), key);
    Map<TopicPartition, Range> ranges = new HashMap<>();
    Map<TopicPartition, Long> ends = records.ends(where);
    boolean[] exhausted = {true};
    records
        .at(where, Instant.ofEpochMilli(timestamp))
        .forEach(
            (partition, from) -> {
              long end = ends.getOrDefault(partition, from);
              if (end > from + MOST_READ) {
                end = from + MOST_READ;
                exhausted[0] = false;
              }
              if (end > from) {
                ranges.put(partition, new Range(from, end));
              }
            });
    // Nothing can stand behind what arrived after it was written.
    long latest = writtenAt.plus(RecordLog.CLOCKS_DIFFER).toEpochMilli();
    List<Coordinates> places = new ArrayList<>(count);
    Set<String> marks = new TreeSet<>();
    if (!ranges.isEmpty()) {
      records.read(
          ranges,
          found -> {
            if (isIt.test(found)) {
              places.add(new Coordinates(found.topic(), found.partition(), found.offset()));
              marks(found.headers(), marks);
            }
            if (found.timestamp() > latest && where.size() == 1) {
              exhausted[0] = true;
              return false;
            }
            return places.size() < count;
          });
    }
    return new Written(name, topic.name(), count, places, List.copyOf(marks), exhausted[0]);
  }

  /** The partition of a key as Kafka's producer chooses it; all, if there is no key. */
  private List<TopicPartition> partitions(String topic, byte @Nullable [] key) {
    List<TopicPartition> all = partitions.computeIfAbsent(topic, records::partitions);
    if (key == null || all.isEmpty()) {
      return all;
    }
    int own = InputPartitioner.MURMUR2.partition(key, all.size()).orElseThrow();
    return all.stream().filter(one -> one.partition() == own).toList();
  }

  private static void marks(Headers headers, Set<String> marks) {
    for (Header header : headers) {
      if (header.key().startsWith(ReplayHeaders.PREFIX)
          && !header.key().startsWith(DeadLetterHeaders.PREFIX)
          && !NO_MARKS.contains(header.key())) {
        marks.add(header.key());
      }
    }
  }

  private static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
