package dev.vigil.demo;

import dev.vigil.avro.AlertReference;
import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Outcome;
import dev.vigil.avro.OutputDecision;
import dev.vigil.demo.events.SampleEvents;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What came out, counted. Written by one thread, read by others. */
final class Tally {
  private static final int NEWEST = 8;

  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private final Map<AlertStatus, Long> alerts = new EnumMap<>(AlertStatus.class);
  private final Map<String, Long> reviews = new TreeMap<>();
  private final Map<String, Long> deadLetters = new TreeMap<>();
  private final Map<String, Long> permitted = new TreeMap<>();
  private final Map<String, AuditRecord> scripted = new HashMap<>();
  private final Deque<CriticalLabAlert> newestAlerts = new ArrayDeque<>();

  /** What the audit says was written, by output; and alerts by status. */
  private final Map<String, Long> auditedWrites = new TreeMap<>();

  private final Map<AlertStatus, Long> auditedAlerts = new EnumMap<>(AlertStatus.class);
  private final Map<TopicPartition, Long> audited = new HashMap<>();
  private long auditRecords;
  private long gaps;
  private long sampleSurprises;
  private long in;

  /** An audit record; the name is that of the scripted record, if it is one. */
  synchronized void audit(AuditRecord audit, @Nullable String name) {
    auditRecords++;
    outcomes.merge(audit.getOutcome(), 1L, Long::sum);
    long offset = audit.getOffset();
    Long before = audited.put(new TopicPartition(audit.getTopic(), audit.getPartition()), offset);
    if (offset != (before == null ? 0 : before + 1)) {
      gaps++;
    }
    for (OutputDecision output : audit.getOutputs()) {
      auditedWrites.merge(output.getName(), (long) output.getWritten(), Long::sum);
    }
    for (AlertReference alert : audit.getAlerts()) {
      auditedAlerts.merge(alert.getStatus(), 1L, Long::sum);
    }
    if (name != null) {
      // Sent once, so audited once: a second one is a fault that the balance shows.
      scripted.putIfAbsent(name, audit);
    } else if (SampleEvents.SOURCE.equals(audit.getSource()) && isSurprise(audit)) {
      sampleSurprises++;
    }
  }

  /** The sample is years old and well-formed: it alerts nobody, and nothing of it is refused. */
  private static boolean isSurprise(AuditRecord audit) {
    return !audit.getAlerts().isEmpty()
        || audit.getOutcome() == Outcome.DUPLICATE
        || audit.getOutcome() == Outcome.DEAD_LETTERED;
  }

  synchronized void alert(CriticalLabAlert alert) {
    alerts.merge(alert.getStatus(), 1L, Long::sum);
    newestAlerts.addFirst(alert);
    if (newestAlerts.size() > NEWEST) {
      newestAlerts.removeLast();
    }
  }

  synchronized void review(String reason) {
    reviews.merge(reason, 1L, Long::sum);
  }

  synchronized void deadLetter(String reason) {
    deadLetters.merge(reason, 1L, Long::sum);
  }

  synchronized void permitted(String output) {
    permitted.merge(output, 1L, Long::sum);
  }

  /** How many records the input topics hold. */
  synchronized void in(long records) {
    in = records;
  }

  synchronized Counts counts() {
    return new Counts(
        in,
        outcome(Outcome.PERMITTED),
        outcome(Outcome.DENIED),
        outcome(Outcome.DUPLICATE),
        outcome(Outcome.DEAD_LETTERED),
        auditRecords,
        Collections.unmodifiableMap(new EnumMap<>(alerts)),
        new TreeMap<>(reviews),
        new TreeMap<>(deadLetters),
        new TreeMap<>(permitted),
        gaps,
        sampleSurprises,
        alertsAreAudited() && writesAreAudited(),
        List.copyOf(newestAlerts));
  }

  /** The audit records of the script, by the records' names. */
  synchronized Map<String, AuditRecord> scripted() {
    return new LinkedHashMap<>(scripted);
  }

  private long outcome(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  private boolean alertsAreAudited() {
    return alerts.equals(auditedAlerts);
  }

  private boolean writesAreAudited() {
    return auditedWrites.entrySet().stream()
        .filter(output -> !output.getKey().equals("alerts"))
        .allMatch(output -> permitted.getOrDefault(output.getKey(), 0L).equals(output.getValue()));
  }
}
