package dev.vigil.fault.verdict;

import java.util.HashMap;
import java.util.Map;

/** Of each group how many records it has, and a checksum over them and their order. */
final class Checksums implements TokenSink {
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;
  private static final long ODD = 0x9E3779B97F4A7C15L;

  private final Map<Group, Sum> sums = new HashMap<>();

  /** One group's. */
  record Sum(int count, long checksum) {
    static final Sum NOTHING = new Sum(0, 0);

    private Sum with(long hash) {
      return new Sum(count + 1, checksum * ODD + hash);
    }
  }

  @Override
  public void take(Group group, String token) {
    sums.put(group, sums.getOrDefault(group, Sum.NOTHING).with(hash(token)));
  }

  /** By group; a group without records is not there. */
  Map<Group, Sum> sums() {
    return sums;
  }

  /** FNV-1a, then mixed, so that sums of similar tokens do not meet. */
  private static long hash(String token) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < token.length(); i++) {
      hash = (hash ^ token.charAt(i)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
    return hash ^ (hash >>> 31);
  }
}
