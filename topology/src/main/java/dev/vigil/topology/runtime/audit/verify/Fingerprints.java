package dev.vigil.topology.runtime.audit.verify;

import java.util.function.LongSupplier;

/**
 * A random number of 128 bits for each offset in a block. Two multisets of offsets have the same
 * sum by chance only: at odds of 2^-112 at most, as long as none stands in them more than 65,535
 * times, whoever chose them, because the numbers are drawn anew for each run.
 */
final class Fingerprints {
  static final int BLOCK_BITS = 16;
  static final int BLOCK = 1 << BLOCK_BITS;

  private final long[] low = new long[BLOCK];
  private final long[] high = new long[BLOCK];

  /**
   * Draws the numbers.
   *
   * @param random unpredictable for who writes to the topics
   */
  Fingerprints(LongSupplier random) {
    for (int i = 0; i < BLOCK; i++) {
      low[i] = random.getAsLong();
      high[i] = random.getAsLong();
    }
  }

  long low(long offset) {
    return low[(int) offset & (BLOCK - 1)];
  }

  long high(long offset) {
    return high[(int) offset & (BLOCK - 1)];
  }
}
