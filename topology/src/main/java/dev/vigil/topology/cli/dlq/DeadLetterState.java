package dev.vigil.topology.cli.dlq;

import dev.vigil.topology.runtime.deadletter.DeadLetter;
import dev.vigil.topology.runtime.replay.SentRecords;
import java.util.Locale;

/** What an operator has done about a dead letter. */
enum DeadLetterState {
  /** Nothing. */
  OPEN,
  /** It was sent to fhir.replay, or parked. If it failed again, there is a newer dead letter. */
  REPLAYED;

  static DeadLetterState of(DeadLetter letter, SentRecords replayed) {
    return replayed.contains(
            letter.record().topic(), letter.record().partition(), letter.record().offset())
        ? REPLAYED
        : OPEN;
  }

  /** As it is printed. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
