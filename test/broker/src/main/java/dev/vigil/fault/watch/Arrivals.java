package dev.vigil.fault.watch;

import java.util.BitSet;

/** Audit records of one input partition, as they became readable. */
final class Arrivals {
  private final Longs times = new Longs();
  private final Longs offsets = new Longs();
  private final BitSet audited = new BitSet();
  private int oldestOpen;

  /**
   * One arrived.
   *
   * @param offset of the input
   */
  void add(long offset, long time) {
    times.add(time);
    offsets.add(offset);
    audited.set(Math.toIntExact(offset));
    oldestOpen = audited.nextClearBit(oldestOpen);
  }

  /** How many came, doubles included. */
  int size() {
    return times.size();
  }

  long time(int index) {
    return times.get(index);
  }

  /** Offset of the input that the audit record with an index is of. */
  long offset(int index) {
    return offsets.get(index);
  }

  /** How many different inputs are audited. */
  int distinct() {
    return audited.cardinality();
  }

  boolean isAudited(long offset) {
    return audited.get((int) offset);
  }
}
