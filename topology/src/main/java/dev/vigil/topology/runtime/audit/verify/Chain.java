package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.topology.runtime.Coordinates;
import org.jspecify.annotations.Nullable;

/**
 * Follows the chain of one input partition. A record that does not follow is told once: what comes
 * behind it may follow it, or the record before it.
 */
final class Chain {
  private final Findings findings;
  private @Nullable Link newest;
  private @Nullable Link astray;

  Chain(Findings findings) {
    this.findings = findings;
  }

  // The array is compared, not kept by anybody else.
  @SuppressWarnings("ArrayRecordComponent")
  private record Link(long offset, byte[] hash) {
    static Link of(AuditFields record) {
      return new Link(record.offset, record.hash());
    }

    boolean isBefore(AuditFields record) {
      return record.hasPrevious && record.previousOffset == offset && record.hasPreviousHash(hash);
    }
  }

  boolean hasBegun() {
    return newest != null;
  }

  /**
   * The next audit record.
   *
   * @param about the input record
   * @param at where the audit record stands
   */
  void take(AuditFields record, Coordinates about, Coordinates at) {
    Link last = newest;
    if (last == null || last.isBefore(record)) {
      newest = Link.of(record);
    } else if (astray != null && astray.isBefore(record)) {
      newest = Link.of(record);
      astray = null;
    } else {
      astray = Link.of(record);
      if (!record.hasPrevious && record.previousHashAt < 0) {
        findings.add(
            FindingKind.CHAIN_RESTARTED,
            about,
            at,
            "the record before it is about offset " + last.offset());
      } else {
        findings.add(FindingKind.CHAIN_BROKEN, about, at, because(record, last));
      }
    }
  }

  private static String because(AuditFields record, Link last) {
    if (record.offset <= last.offset()) {
      return "it stands behind the record about offset " + last.offset();
    }
    if (record.previousOffset == last.offset()) {
      return "the record about offset " + last.offset() + " is not the one it was written after";
    }
    return "it was written after offset %d, the record before it is about offset %d"
        .formatted(record.previousOffset, last.offset());
  }
}
