package dev.vigil.topology.runtime.audit.verify;

import java.util.List;
import java.util.Map;

/**
 * What verification came to.
 *
 * @param records input records that were read
 * @param auditRecords audit records that were read
 * @param outputs outputs that were read and judged, by topic
 * @param notJudged what could not be judged, and how much of it
 * @param counts how many findings there are, by kind
 * @param findings the first of each kind
 */
public record Verdict(
    long records,
    long auditRecords,
    Map<String, Long> outputs,
    List<NotJudged> notJudged,
    Map<FindingKind, Long> counts,
    List<Finding> findings) {

  /**
   * Something that could not be judged.
   *
   * @param code stable
   * @param count how many
   * @param text what, and why not
   */
  public record NotJudged(String code, long count, String text) {}

  /** Whether there was something, and nothing of it could be judged. */
  public boolean isNothingJudged() {
    return records == 0 && auditRecords == 0 && !notJudged.isEmpty();
  }

  /** Whether all that could be judged is as it must be. */
  public boolean isProven() {
    return counts.isEmpty() && !isNothingJudged();
  }
}
