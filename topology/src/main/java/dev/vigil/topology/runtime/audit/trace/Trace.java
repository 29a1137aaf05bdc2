package dev.vigil.topology.runtime.audit.trace;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.OperationRecord;
import dev.vigil.topology.runtime.Coordinates;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of an event, of a request's events or of an alert through the system.
 *
 * @param steps in the order in which they were decided or done
 * @param more how many records beyond the bound matched, too, and are not among the steps
 * @param searched the topics that were looked through
 */
public record Trace(List<Step> steps, long more, List<Searched> searched) {

  /** One thing that was decided or done. */
  public sealed interface Step {
    /** When, by the clock of who did. */
    Instant at();
  }

  /**
   * An input record and what became of it.
   *
   * @param record its audit record
   * @param audit where that stands
   * @param arrived when the input came into its topic
   * @param asked whether it is asked for itself; else it is another attempt of one that is, by
   *     where that stood first
   * @param outputs what it led to
   */
  public record Judged(
      AuditRecord record, Coordinates audit, Instant arrived, boolean asked, List<Written> outputs)
      implements Step {
    @Override
    public Instant at() {
      return record.getAt();
    }
  }

  /**
   * What an operator or time did.
   *
   * @param record as vigil.operations has it
   * @param place where it stands there
   * @param alert the escalation's record in clinical.alerts; null: it is none
   */
  public record Operated(OperationRecord record, Coordinates place, @Nullable Written alert)
      implements Step {
    @Override
    public Instant at() {
      return record.getAt();
    }
  }

  /**
   * Records that were written to one output.
   *
   * @param name of the configured output, or review or dead-letter
   * @param topic full name; empty: the output is not configured any more
   * @param announced how many the audit record tells of
   * @param places where they were found
   * @param marks Vigil's headers on them that say what kind of record it is, such as {@code
   *     vigil.withheld}
   * @param exhausted of fewer places than announced: whether every place was looked at where they
   *     could be; else the search was given up at its bound
   */
  public record Written(
      String name,
      String topic,
      int announced,
      List<Coordinates> places,
      List<String> marks,
      boolean exhausted) {}
}
