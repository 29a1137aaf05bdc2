package dev.vigil.topology.domain.health;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The sketches of an instance's partitions. Safe for several threads. */
public final class KeyShares {
  private final Map<Integer, KeySketch> byPartition = new ConcurrentHashMap<>();

  /** Where the records of a partition are counted, of all inputs. */
  public KeySketch ofPartition(int partition) {
    return byPartition.computeIfAbsent(partition, number -> new KeySketch());
  }

  /** See {@link KeySketch#largestShare}; 0 for a partition that nobody counted. */
  public double largestShare(int partition) {
    KeySketch sketch = byPartition.get(partition);
    return sketch == null ? 0 : sketch.largestShare();
  }
}
