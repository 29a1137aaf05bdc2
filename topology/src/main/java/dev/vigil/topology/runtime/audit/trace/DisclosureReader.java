package dev.vigil.topology.runtime.audit.trace;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.event.InputPartitioner;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.topology.domain.disclosure.Disclosure;
import dev.vigil.topology.domain.disclosure.Disclosures;
import dev.vigil.topology.domain.disclosure.Patient;
import dev.vigil.topology.domain.disclosure.Patient.Relation;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.audit.trace.RecordLog.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.errors.ApiException;

/**
 * Reads the accounting of one patient's disclosures. Lines are handed over as they are found; only
 * what happened without an input record is kept, to be put in between.
 */
public final class DisclosureReader implements AutoCloseable {
  /** Operations about one patient in one period, more of which nobody could read anyway. */
  private static final int MOST_OPERATIONS = 100_000;

  private final ClusterAdmin cluster;
  private final CommittedRecords records;
  private final RecordLog<AuditRecord> audit;
  private final RecordLog<OperationRecord> operations;
  private final Disclosures disclosures;
  private final InputPartitioner partitioner;
  private final boolean tenants;
  private final LongConsumer progress;

  /**
   * Connects.
   *
   * @param progress told how many more records were read
   */
  public DisclosureReader(
      Configuration configuration, ClusterAdmin cluster, Registry registry, LongConsumer progress) {
    this.cluster = cluster;
    this.progress = progress;
    this.partitioner =
        InputPartitioner.valueOf(configuration.vigil().inputs().partitioner().name());
    this.tenants = configuration.vigil().tenants();
    this.disclosures = new Disclosures(configuration.vigil().alerts().purpose());
    this.records = new CommittedRecords(configuration);
    this.audit = RecordLog.ofAudit(configuration, records, cluster, registry);
    this.operations = RecordLog.ofOperations(configuration, records, cluster, registry);
  }

  /**
   * What was gone through.
   *
   * @param records about the patient
   * @param duplicates of them, which led to nothing
   * @param deadLetters of them, which led to nothing unless an operator looked
   * @param unreadable records under the patient's key that could not be read so far that they name
   *     a patient: not known to be about this one
   * @param searched the topics that were looked through
   */
  public record Accounted(
      long records, long duplicates, long deadLetters, long unreadable, List<Searched> searched) {}

  private static final class Counts {
    long records;
    long duplicates;
    long deadLetters;
    long unreadable;
  }

  /** Hands over the lines of a patient, in the order of time. */
  public Accounted read(PatientKey whose, Period period, Consumer<Disclosure> take) {
    byte[] key = whose.toBytes(tenants);
    Patient patient = new Patient(whose.tenant(), whose.patientId(), key);
    byte[] trait = whose.patientId().getBytes(StandardCharsets.UTF_8);
    try {
      List<Disclosure> timed = new ArrayList<>();
      Searched inOperations =
          operations.read(
              operations.window(operations.all(), period),
              record -> Bytes.contains(record.value(), trait),
              entry -> keep(entry.record(), patient, period, timed),
              progress);
      timed.sort(Comparator.comparing(Disclosure::at));
      Deque<Disclosure> waiting = new ArrayDeque<>(timed);
      Counts counts = new Counts();
      Searched inAudit =
          audit.read(
              audit.window(audit.of(key, partitioner), period),
              record -> Arrays.equals(record.key(), key) || Bytes.contains(record.value(), trait),
              entry -> {
                if (period.contains(entry.record().getAt())) {
                  account(entry, patient, counts, waiting, take);
                }
              },
              progress);
      waiting.forEach(take);
      return new Accounted(
          counts.records,
          counts.duplicates,
          counts.deadLetters,
          counts.unreadable,
          List.of(inAudit, inOperations));
    } catch (ApiException e) {
      throw cluster.failure(e);
    }
  }

  private void keep(
      OperationRecord record, Patient patient, Period period, List<Disclosure> timed) {
    if (patient.concerns(record) && period.contains(record.getAt())) {
      Disclosure disclosure = disclosures.of(record);
      if (disclosure != null) {
        timed.add(disclosure);
      }
      if (timed.size() > MOST_OPERATIONS) {
        throw new VigilException(
            ExitCode.NOT_PROVEN,
            "More than %d escalations and dead letters of this patient: ask for a shorter period"
                .formatted(MOST_OPERATIONS),
            null);
      }
    }
  }

  private void account(
      Entry<AuditRecord> entry,
      Patient patient,
      Counts counts,
      Deque<Disclosure> waiting,
      Consumer<Disclosure> take) {
    AuditRecord record = entry.record();
    Relation relation = patient.relation(record, entry.key());
    if (relation == Relation.NONE) {
      return;
    }
    if (relation == Relation.FILED_UNDER_KEY) {
      counts.unreadable++;
      return;
    }
    counts.records++;
    if (record.getOutcome() == Outcome.DUPLICATE) {
      counts.duplicates++;
    } else if (record.getOutcome() == Outcome.DEAD_LETTERED) {
      counts.deadLetters++;
    }
    Instant at = record.getAt();
    while (!waiting.isEmpty() && waiting.getFirst().at().isBefore(at)) {
      take.accept(waiting.removeFirst());
    }
    disclosures.of(record).forEach(take);
  }

  @Override
  public void close() {
    records.close();
  }
}
