package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.serdes.avro.WriterSchemas;
import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.OutputRecords;
import dev.vigil.topology.runtime.VigilException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds alerts that no input record led to against vigil.operations, where every escalation is: an
 * alert that is nobody's escalation was forged. Safe for several threads.
 */
final class Escalated {
  /** Alerts that are kept in memory; escalations are rare. */
  private static final int MOST_ALERTS = 200_000;

  private final Findings findings;
  private final OutputRecords<CriticalLabAlert> alerts;
  private final OutputRecords<OperationRecord> operations;
  private final Map<String, Count> unexplained = new HashMap<>();
  private long unjudged;

  Escalated(WriterSchemas schemas, Findings findings) {
    this.findings = findings;
    this.alerts = new OutputRecords<>(schemas, CriticalLabAlert.getClassSchema());
    this.operations = new OutputRecords<>(schemas, OperationRecord.getClassSchema());
  }

  private static final class Count {
    int alerts;
    final Coordinates last;

    Count(Coordinates last) {
      this.last = last;
    }
  }

  /** An alert without origin. */
  synchronized void alert(ConsumerRecord<byte[], byte[]> record) {
    Coordinates at =
        Coordinates.of(new TopicPartition(record.topic(), record.partition()), record.offset());
    CriticalLabAlert alert;
    try {
      alert = alerts.read(record);
    } catch (VigilException e) {
      findings.add(FindingKind.OUTPUT_FOREIGN, null, at, "it says no origin, and is no alert");
      return;
    }
    if (unexplained.size() >= MOST_ALERTS && !unexplained.containsKey(alert.getAlertId())) {
      unjudged++;
      return;
    }
    unexplained.computeIfAbsent(alert.getAlertId(), id -> new Count(at)).alerts++;
  }

  /** Whether vigil.operations must be read. */
  synchronized boolean isAnyUnexplained() {
    return !unexplained.isEmpty();
  }

  /** A record of vigil.operations. */
  synchronized void operation(ConsumerRecord<byte[], byte[]> record) {
    OperationRecord operation;
    try {
      operation = operations.read(record);
    } catch (VigilException e) {
      Coordinates at =
          Coordinates.of(new TopicPartition(record.topic(), record.partition()), record.offset());
      findings.add(FindingKind.OUTPUT_FOREIGN, null, at, "it is no record of an operation");
      return;
    }
    if (operation.getOperation() == Operation.ALERT_ESCALATED) {
      Count count = unexplained.get(operation.getSubject());
      if (count != null && --count.alerts == 0) {
        unexplained.remove(operation.getSubject());
      }
    }
  }

  /** Finds what is forged, after all operations were read; gives how many were not judged. */
  synchronized long finish() {
    for (Count count : unexplained.values()) {
      for (int i = 0; i < count.alerts; i++) {
        findings.add(
            FindingKind.OUTPUT_UNANNOUNCED,
            null,
            count.last,
            "it says no origin, and is no escalation in vigil.operations");
      }
    }
    return unjudged;
  }
}
