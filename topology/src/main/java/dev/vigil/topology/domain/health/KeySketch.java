package dev.vigil.topology.domain.health;

import java.util.Arrays;

/**
 * How much of a partition's recent records one key has, without keeping any key: the heavy hitters
 * of Misra and Gries over hashes of a sample of the records. Of constant size. One thread counts,
 * others may ask.
 */
public final class KeySketch {
  /** Keys that are held; one that has more than a seventeenth of the records is among them. */
  private static final int HELD = 16;

  /** Sampled records from which on what came before counts half. */
  private static final int RECENT = 1024;

  /** Sampled records without which nothing can be said. */
  private static final int ENOUGH = 64;

  private static final long FNV_START = 0xcbf29ce484222325L;
  private static final long FNV_FACTOR = 0x100000001b3L;

  private final long[] hashes = new long[HELD];
  private final int[] counts = new int[HELD];
  private int sampled;

  /** Touched by the counting thread alone. */
  private int toNext = 1;

  private long random = FNV_START;

  /** Counts a record; cheap, because one in sixteen is looked at. */
  public void count(byte[] key) {
    if (--toNext > 0) {
      return;
    }
    // Not every sixteenth: patients that take turns would be met over and over, or never.
    random = random * 6364136223846793005L + 1442695040888963407L;
    toNext = 1 + (int) (random >>> 59);
    add(hash(key));
  }

  private synchronized void add(long hash) {
    sampled++;
    if (!held(hash)) {
      for (int i = 0; i < HELD; i++) {
        counts[i] = Math.max(0, counts[i] - 1);
      }
    }
    if (sampled >= RECENT) {
      sampled /= 2;
      for (int i = 0; i < HELD; i++) {
        counts[i] /= 2;
      }
    }
  }

  /** Counts a key that is held, or holds it if there is room. */
  private boolean held(long hash) {
    int free = -1;
    for (int i = 0; i < HELD; i++) {
      if (counts[i] == 0) {
        free = i;
      } else if (hashes[i] == hash) {
        counts[i]++;
        return true;
      }
    }
    if (free < 0) {
      return false;
    }
    hashes[free] = hash;
    counts[free] = 1;
    return true;
  }

  /**
   * The share that the most frequent key has of the last records, thousands at most, 0 to 1. Never
   * too much, and less than the truth by a seventeenth at most. 0 too, if there were too few.
   */
  public synchronized double largestShare() {
    return sampled < ENOUGH ? 0 : Arrays.stream(counts).max().orElse(0) / (double) sampled;
  }

  private static long hash(byte[] key) {
    long hash = FNV_START;
    for (byte one : key) {
      hash = (hash ^ one) * FNV_FACTOR;
    }
    return hash;
  }
}
