package dev.vigil.demo;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import java.util.List;
import java.util.Map;

/**
 * What came out so far.
 *
 * @param in records in the input topics
 * @param permitted audit records that say so; likewise the next three
 * @param alerts records of the alert topic, by status
 * @param reviews review items, by reason
 * @param deadLettersByReason records of the dead-letter topic
 * @param outputs records of the permitted topics, by output
 * @param gaps audit records that do not follow on the one before in their partition
 * @param sampleSurprises records of the sample that alerted or were refused
 * @param outputsAgree whether alert and permitted topics hold what the audit says
 * @param newestAlerts newest first
 */
record Counts(
    long in,
    long permitted,
    long denied,
    long duplicates,
    long deadLetters,
    long auditRecords,
    Map<AlertStatus, Long> alerts,
    Map<String, Long> reviews,
    Map<String, Long> deadLettersByReason,
    Map<String, Long> outputs,
    long gaps,
    long sampleSurprises,
    boolean outputsAgree,
    List<CriticalLabAlert> newestAlerts) {

  long alerts(AlertStatus status) {
    return alerts.getOrDefault(status, 0L);
  }

  long reviewItems() {
    return reviews.values().stream().mapToLong(Long::longValue).sum();
  }

  long lag() {
    return Math.max(0, in - auditRecords);
  }

  /** Whether all that the audit records name has been read from the other topics, too. */
  boolean isSettled() {
    return lag() == 0 && outputsAgree && deadLettersFound() == deadLetters;
  }

  /** Nothing vanished and nothing came twice. */
  boolean isBalanced() {
    return in == permitted + denied + duplicates + deadLetters
        && in == auditRecords
        && gaps == 0
        && outputsAgree
        && deadLettersFound() == deadLetters;
  }

  private long deadLettersFound() {
    return deadLettersByReason.values().stream().mapToLong(Long::longValue).sum();
  }
}
