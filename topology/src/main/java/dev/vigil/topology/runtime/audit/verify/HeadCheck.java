package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.audit.verify.Plan.Judged;
import dev.vigil.topology.runtime.audit.verify.Plan.Log;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** Compares the audit with heads that were kept elsewhere: finds that all of it was rewritten. */
final class HeadCheck {
  private final Plan plan;
  private final Findings findings;
  private final Map<Coordinates, String> hashes = new ConcurrentHashMap<>();
  private final Map<Coordinates, Boolean> seen = new ConcurrentHashMap<>();

  HeadCheck(Plan plan, Findings findings) {
    this.plan = plan;
    this.findings = findings;
    plan.heads()
        .forEach(
            head ->
                hashes.put(
                    new Coordinates(head.topic(), head.partition(), head.offset()), head.hash()));
  }

  /** An audit record. */
  void take(AuditFields fields, Coordinates about, Coordinates at) {
    if (hashes.isEmpty()) {
      return;
    }
    String expected = hashes.get(about);
    if (expected != null) {
      seen.put(about, true);
      if (!HexFormat.of().formatHex(fields.hash()).equalsIgnoreCase(expected)) {
        findings.add(FindingKind.HEAD_DIFFERS, about, at, "");
      }
    }
  }

  /**
   * Finds what is gone, after all of the audit was read.
   *
   * @return how many heads could not be compared: retention has deleted what they are about, or it
   *     was not read
   */
  long finish(Anchors anchors) {
    long unknown = 0;
    for (Coordinates head : hashes.keySet()) {
      if (seen.containsKey(head)) {
        continue;
      }
      if (isBeforeWhatWasRead(head, anchors)) {
        unknown++;
      } else {
        findings.add(FindingKind.HEAD_MISSING, head, null, "");
      }
    }
    return unknown;
  }

  private boolean isBeforeWhatWasRead(Coordinates head, Anchors anchors) {
    Judged judged = plan.inputs().get(new TopicPartition(head.topic(), head.partition()));
    Log log = plan.logs().get(new TopicPartition(plan.channels().audit(), head.partition()));
    if (judged == null || log == null) {
      return true;
    }
    if (!log.isFromBeginning()) {
      return head.offset() < judged.scope();
    }
    long oldest = anchors.oldest(plan.channels().inputs().indexOf(head.topic()), head.partition());
    return log.beginning() > 0 && oldest != Long.MAX_VALUE && head.offset() < oldest;
  }
}
