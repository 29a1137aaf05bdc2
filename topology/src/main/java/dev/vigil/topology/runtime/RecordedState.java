package dev.vigil.topology.runtime;

import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What {@code vigil.control} tells of an application's state.
 *
 * @param status whether there may be any
 * @param format of it; 0: none
 * @param epoch how often it was reset: local state of another epoch is worth nothing
 * @param by the instance or operator that wrote this; empty: nobody has
 * @param at when; {@link Instant#EPOCH}: never
 * @param details what else was written
 */
public record RecordedState(
    Status status, int format, long epoch, String by, Instant at, Map<String, String> details) {
  /** What of an application it is, in {@code vigil.control}. */
  public static final String CONTROLLED = "state-format";

  /** The outcome of a reset that was begun and is not done. */
  public static final String BEGUN = "begun";

  /** The outcome of a reset that is done. */
  public static final String DONE = "done";

  private static final String FORMAT = "format";
  private static final String EPOCH = "epoch";
  private static final String VERSION = "version";

  /** Whether an application has state. */
  public enum Status {
    /** Nobody has written anything: it never ran, or vigil.control was lost. */
    UNRECORDED,
    /** It ran, and keeps state of a format. */
    IN_USE,
    /** A reset was begun and may have deleted a part. */
    RESET_BEGUN,
    /** It has none: the next start records its format. */
    RESET,
    /** Written by a newer release, which alone knows. */
    NOT_UNDERSTOOD
  }

  /** Of what was read. */
  public static RecordedState of(ControlRecords control) {
    Optional<OperationRecord> last = control.latest(CONTROLLED);
    if (last.isEmpty()) {
      return new RecordedState(Status.UNRECORDED, 0, 0, "", Instant.EPOCH, Map.of());
    }
    OperationRecord record = last.get();
    Map<String, String> details = Map.copyOf(record.getDetails());
    int format = (int) number(details, FORMAT, 0);
    long epoch = number(details, EPOCH, -1);
    return new RecordedState(
        status(record, format, epoch), format, epoch, record.getBy(), record.getAt(), details);
  }

  private static Status status(OperationRecord record, int format, long epoch) {
    if (epoch < 0) {
      return Status.NOT_UNDERSTOOD;
    }
    if (record.getOperation() == Operation.STATE_FORMAT_RECORDED && format > 0) {
      return Status.IN_USE;
    }
    if (record.getOperation() == Operation.STATE_RESET) {
      return record.getOutcome().equals(DONE) ? Status.RESET : Status.RESET_BEGUN;
    }
    return Status.NOT_UNDERSTOOD;
  }

  private static long number(Map<String, String> details, String name, long otherwise) {
    String text = details.getOrDefault(name, "");
    return text.matches("\\d{1,9}") ? Long.parseLong(text) : otherwise;
  }

  /** Details of a record. */
  public static Map<String, String> details(int format, long epoch) {
    Map<String, String> details = new TreeMap<>();
    if (format > 0) {
      details.put(FORMAT, Integer.toString(format));
    }
    details.put(EPOCH, Long.toString(epoch));
    details.put(VERSION, Version.current());
    return details;
  }

  /** The release that wrote this. */
  public String version() {
    return details.getOrDefault(VERSION, "?");
  }
}
