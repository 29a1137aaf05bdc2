package dev.vigil.topology.runtime.reprocess;

import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.replay.SentRecords;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What {@code vigil.operations} tells of a run: what it is for, and how far it came. */
final class KnownRun implements Consumer<OperationRecord> {
  /** Detail: the offsets of the topic that the run covers, fixed when it began. */
  static final String RANGE = "range";

  private final RunRequest request;
  private final SentRecords sent;
  private @Nullable Map<String, String> anyTopic;
  private @Nullable Map<String, String> thisTopic;

  KnownRun(RunRequest request) {
    this.request = request;
    this.sent = new SentRecords(Operation.REPROCESSED, request.run());
  }

  @Override
  public void accept(OperationRecord record) {
    if (record.getOperation() != Operation.REPROCESSED
        || !record.getSubject().equals(request.run())) {
      return;
    }
    sent.accept(record);
    Map<String, String> details = new HashMap<>(record.getDetails());
    anyTopic = details;
    if (request.topic().equals(details.get(RunRequest.TOPIC))) {
      thisTopic = details;
    }
  }

  SentRecords sent() {
    return sent;
  }

  /** The range of the run that goes on; null: it did not begin with this topic. */
  @Nullable String range() {
    return thisTopic == null ? null : thisTopic.get(RANGE);
  }

  /**
   * Refuses what is another run under the same name: the duplicate key could not tell them apart.
   * Other topics may be added, for the same outputs.
   */
  void requireSame() {
    Map<String, String> asked = request.details();
    if (anyTopic != null) {
      require(asked, anyTopic, RunRequest.OUTPUTS);
      require(asked, anyTopic, RunRequest.PAGE);
    }
    if (thisTopic != null) {
      for (String name : asked.keySet()) {
        require(asked, thisTopic, name);
      }
    }
  }

  private void require(Map<String, String> asked, Map<String, String> known, String name) {
    if (!asked.getOrDefault(name, "").equals(known.getOrDefault(name, ""))) {
      throw new VigilException(
          ExitCode.USAGE,
          ("Run %s began with another %s: give the same options to go on with it, or another --run"
                  + " for another run; vigil topics read vigil.operations has what it began with")
              .formatted(request.run(), name),
          null);
    }
  }
}
