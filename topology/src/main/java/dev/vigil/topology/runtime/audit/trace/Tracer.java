package dev.vigil.topology.runtime.audit.trace;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.event.InputPartitioner;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.serdes.event.ReplayHeaders;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords;
import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.audit.trace.RecordLog.Entry;
import dev.vigil.topology.runtime.audit.trace.Trace.Judged;
import dev.vigil.topology.runtime.audit.trace.Trace.Operated;
import dev.vigil.topology.runtime.audit.trace.Trace.Step;
import dev.vigil.topology.runtime.audit.trace.Trace.Written;
import dev.vigil.topology.runtime.audit.trace.TraceQuery.Kind;
import dev.vigil.topology.runtime.replay.SentRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * Follows an event, a request or an alert by the audit records: first whatever names it, then other
 * attempts of the same records, which may have failed before anybody could read an id; then where
 * their outputs are, and what operators and time did about them. Keeps no more than {@link
 * #MOST_STEPS} records.
 */
public final class Tracer implements AutoCloseable {
  /** Records that are kept of each kind: audit records, operations. */
  public static final int MOST_STEPS = 1_000;

  private final ClusterAdmin cluster;
  private final CommittedRecords records;
  private final RecordLog<AuditRecord> audit;
  private final RecordLog<OperationRecord> operations;
  private final OutputFinder finder;
  private final InputPartitioner partitioner;
  private final boolean tenants;
  private final LongConsumer progress;

  /**
   * Connects.
   *
   * @param progress told how many more records were read
   */
  public Tracer(
      Configuration configuration, ClusterAdmin cluster, Registry registry, LongConsumer progress) {
    this.cluster = cluster;
    this.progress = progress;
    this.partitioner =
        InputPartitioner.valueOf(configuration.vigil().inputs().partitioner().name());
    this.tenants = configuration.vigil().tenants();
    this.records = new CommittedRecords(configuration);
    this.audit = RecordLog.ofAudit(configuration, records, cluster, registry);
    this.operations = RecordLog.ofOperations(configuration, records, cluster, registry);
    this.finder = new OutputFinder(configuration.vigil(), records, registry);
  }

  /** What was found, on the way. */
  private static final class Found {
    final Map<Coordinates, Entry<AuditRecord>> asked = new LinkedHashMap<>();
    final Map<Coordinates, Entry<AuditRecord>> related = new LinkedHashMap<>();
    long more;

    void add(Map<Coordinates, Entry<AuditRecord>> to, Entry<AuditRecord> entry) {
      if (asked.size() + related.size() < MOST_STEPS) {
        to.put(entry.place(), entry);
      } else {
        more++;
      }
    }
  }

  /** Follows. */
  public Trace trace(TraceQuery query) {
    try {
      List<Searched> searched = new ArrayList<>();
      Found found = new Found();
      byte[] trait = query.trait();
      searched.add(
          audit.read(
              audit.window(partitions(query.patient()), query.period()),
              record -> Bytes.contains(record.value(), trait),
              entry -> {
                if (query.period().contains(entry.record().getAt())
                    && query.matches(entry.record())) {
                  found.add(found.asked, entry);
                }
              },
              progress));
      if (found.asked.isEmpty() && query.kind() != Kind.ALERT) {
        return new Trace(List.of(), 0, searched);
      }
      if (query.kind() != Kind.ALERT) {
        findOtherAttempts(query, found);
      }
      List<Step> steps = new ArrayList<>();
      found.asked.values().forEach(entry -> steps.add(judged(entry, true)));
      found.related.values().forEach(entry -> steps.add(judged(entry, false)));
      searched.add(addOperations(query, found, steps));
      steps.sort(Comparator.comparing(Step::at).thenComparing(Tracer::offset));
      return new Trace(steps, found.more, searched);
    } catch (ApiException e) {
      throw cluster.failure(e);
    }
  }

  private static long offset(Step step) {
    return step instanceof Judged judged
        ? judged.audit().offset()
        : ((Operated) step).place().offset();
  }

  private Judged judged(Entry<AuditRecord> entry, boolean asked) {
    return new Judged(
        entry.record(),
        entry.place(),
        Instant.ofEpochMilli(entry.timestamp()),
        asked,
        finder.of(entry));
  }

  private List<TopicPartition> partitions(@Nullable PatientKey patient) {
    if (patient == null) {
      return audit.all();
    }
    return audit.of(patient.toBytes(tenants), partitioner);
  }

  /**
   * Attempts of the same records that could not be read so far that an id was found: known by where
   * the record stood first. They are in the partitions of what was found, or of where it stood.
   */
  private void findOtherAttempts(TraceQuery query, Found found) {
    Set<String> roots = new HashSet<>();
    Set<TopicPartition> where = new HashSet<>();
    for (Entry<AuditRecord> entry : found.asked.values()) {
      AuditRecord record = entry.record();
      if (record.getOrigin() == null && record.getOutcome() != Outcome.DEAD_LETTERED) {
        continue;
      }
      roots.add(root(record));
      where.addAll(audit.one(record.getPartition()));
      where.addAll(audit.one(entry.place().partition()));
      where.addAll(audit.one(partitionOf(root(record))));
      if (entry.key() != null) {
        partitioner
            .partition(entry.key(), audit.partitions())
            .ifPresent(own -> where.addAll(audit.one(own)));
      }
    }
    if (roots.isEmpty()) {
      return;
    }
    audit.read(
        audit.window(where, query.period()),
        record -> true,
        entry -> {
          AuditRecord record = entry.record();
          if (roots.contains(root(record))
              && !found.asked.containsKey(entry.place())
              && query.isOfPatient(record)
              && query.period().contains(record.getAt())) {
            found.add(found.related, entry);
          }
        },
        progress);
  }

  /** Where a record stood first. */
  private static String root(AuditRecord record) {
    return record.getOrigin() != null
        ? record.getOrigin()
        : ReplayHeaders.origin(record.getTopic(), record.getPartition(), record.getOffset());
  }

  /** Of coordinates that an operator's tool wrote; of anything else any partition. */
  private static int partitionOf(String coordinates) {
    String[] parts = coordinates.split(":", -1);
    try {
      return parts.length == 3 ? Math.max(0, Integer.parseInt(parts[1])) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private Searched addOperations(TraceQuery query, Found found, List<Step> steps) {
    Set<String> deadLetters = new HashSet<>();
    List<Coordinates> places = new ArrayList<>();
    for (Step step : steps) {
      Judged judged = (Judged) step;
      for (Written output : judged.outputs()) {
        if (output.name().equals(OutputFinder.DEAD_LETTER)) {
          deadLetters.add(root(judged.record()));
          deadLetters.add(
              ReplayHeaders.origin(
                  judged.record().getTopic(),
                  judged.record().getPartition(),
                  judged.record().getOffset()));
          output.places().forEach(place -> deadLetters.add(place.toString()));
          places.addAll(output.places());
        }
      }
    }
    byte[] trait = query.trait();
    List<Entry<OperationRecord>> picked = new ArrayList<>();
    Searched searched =
        operations.read(
            operations.window(operations.all(), query.period()),
            record ->
                query.kind() == Kind.ALERT
                    ? Bytes.contains(record.value(), trait)
                    : !deadLetters.isEmpty(),
            entry -> {
              OperationRecord record = entry.record();
              if (query.period().contains(record.getAt())
                  && (query.kind() == Kind.ALERT
                      ? record.getSubject().equals(query.id())
                      : isAbout(record, deadLetters, places))) {
                if (picked.size() < MOST_STEPS) {
                  picked.add(entry);
                } else {
                  found.more++;
                }
              }
            },
            progress);
    // Not while the operations are read: one consumer reads one thing at a time.
    picked.forEach(
        entry ->
            steps.add(
                new Operated(
                    entry.record(),
                    entry.place(),
                    entry.record().getOperation() == Operation.ALERT_ESCALATED
                        ? finder.ofEscalation(entry)
                        : null)));
    return searched;
  }

  /** Whether an operator looked at one of these dead letters, or sent it again. */
  private static boolean isAbout(
      OperationRecord record, Set<String> deadLetters, List<Coordinates> places) {
    if (deadLetters.contains(record.getSubject())) {
      return true;
    }
    if (record.getOperation() != Operation.DEAD_LETTERS_REPLAYED) {
      return false;
    }
    SentRecords sent = new SentRecords(record.getOperation(), record.getSubject());
    sent.accept(record);
    return places.stream()
        .anyMatch(place -> sent.contains(place.topic(), place.partition(), place.offset()));
  }

  @Override
  public void close() {
    records.close();
  }
}
