package dev.vigil.topology.runtime.reconcile;

import dev.vigil.serdes.fhir.ContentHash;

/** A number for each of very many 128-bit hashes: 24 bytes a place, no objects. */
final class HashTable {
  private static final int FIRST_PLACES = 1 << 10;

  private final int most;
  private long[] high = new long[FIRST_PLACES];
  private long[] low = new long[FIRST_PLACES];
  private long[] values = new long[FIRST_PLACES];
  private boolean[] used = new boolean[FIRST_PLACES];
  private int size;

  /**
   * Empty.
   *
   * @param most how many hashes it may hold
   */
  HashTable(int most) {
    this.most = most;
  }

  /** Whether there is no room for another hash. */
  boolean isFull() {
    return size >= most;
  }

  int size() {
    return size;
  }

  boolean contains(ContentHash hash) {
    return used[place(hash)];
  }

  /** The number of a hash; {@code otherwise} if it is not there. */
  long get(ContentHash hash, long otherwise) {
    int place = place(hash);
    return used[place] ? values[place] : otherwise;
  }

  /** Adds a hash, or replaces its number. */
  void put(ContentHash hash, long value) {
    int place = place(hash);
    if (!used[place]) {
      if (isFull()) {
        throw new IllegalStateException("more hashes than were announced");
      }
      used[place] = true;
      high[place] = hash.high();
      low[place] = hash.low();
      size++;
    }
    values[place] = value;
    if (size > high.length / 4 * 3) {
      grow();
    }
  }

  /** Where the hash is, or would be. */
  private int place(ContentHash hash) {
    int mask = high.length - 1;
    int place = (int) hash.low() & mask;
    while (used[place] && (high[place] != hash.high() || low[place] != hash.low())) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    long[] oldValues = values;
    boolean[] oldUsed = used;
    int places = high.length * 2;
    high = new long[places];
    low = new long[places];
    values = new long[places];
    used = new boolean[places];
    for (int i = 0; i < oldUsed.length; i++) {
      if (oldUsed[i]) {
        int place = place(new ContentHash(oldHigh[i], oldLow[i]));
        used[place] = true;
        high[place] = oldHigh[i];
        low[place] = oldLow[i];
        values[place] = oldValues[i];
      }
    }
  }
}
