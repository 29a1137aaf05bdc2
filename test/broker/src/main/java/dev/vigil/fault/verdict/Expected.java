package dev.vigil.fault.verdict;

import dev.vigil.fault.ledger.Damage;
import dev.vigil.fault.ledger.Event;
import dev.vigil.fault.ledger.Ledger;
import dev.vigil.fault.ledger.PatientEvents;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * What must be written for an input log, reckoned from the events' descriptions, offset by offset.
 * It knows only what the handbook promises of such events, and shares no code with the application;
 * where the two differ, one of them is wrong.
 */
public final class Expected implements TokenSource {
  private final PatientEvents events;
  private final InputLog log;
  private final List<Skipped> skipped;

  /**
   * For one run.
   *
   * @param skipped records that were deleted before they were read: nothing comes of them
   */
  public Expected(PatientEvents events, InputLog log, List<Skipped> skipped) {
    this.events = events;
    this.log = log;
    this.skipped = List.copyOf(skipped);
  }

  @Override
  public void tell(TokenSink sink) {
    for (int partition = 0; partition < log.partitions(); partition++) {
      Map<String, ExpectedPatient> patients = new HashMap<>();
      for (long offset = 0; offset < log.end(partition); offset++) {
        int number = log.number(partition, offset);
        if (number != Ledger.NONE && !isSkipped(partition, offset)) {
          judge(events.event(number), partition, offset, patients, sink);
        }
      }
    }
  }

  /** Whether retention deleted a record before it was read. */
  boolean isSkipped(int partition, long offset) {
    return skipped.stream().anyMatch(range -> range.covers(partition, offset));
  }

  private void judge(
      Event event,
      int partition,
      long offset,
      Map<String, ExpectedPatient> patients,
      TokenSink sink) {
    String deadLetter = undecodable(event, partition);
    if (deadLetter == null) {
      ExpectedPatient patient =
          patients.computeIfAbsent(event.patientId(), id -> new ExpectedPatient(id, partition));
      if (patient.hasSeenOther(event)) {
        deadLetter = "event-id-conflict";
      } else {
        patient.take(event, offset, sink);
        return;
      }
    }
    sink.take(
        new Group(Output.DEAD_LETTERS, partition, event.patientId()), offset + " " + deadLetter);
    sink.take(Group.audit(partition), offset + " DEAD_LETTERED " + deadLetter);
  }

  /** Why a record is a dead letter whatever came before; null: it is none. */
  private @Nullable String undecodable(Event event, int partition) {
    if (event.damage() == Damage.OVER_LIMIT) {
      return "too-large";
    }
    if (event.damage() == Damage.CUT) {
      return "malformed-json";
    }
    byte[] key = event.patientId().getBytes(StandardCharsets.UTF_8);
    int own = Utils.toPositive(Utils.murmur2(key)) % log.partitions();
    return own == partition ? null : "wrong-partition";
  }
}
