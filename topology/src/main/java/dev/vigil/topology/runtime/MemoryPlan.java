package dev.vigil.topology.runtime;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;

/**
 * What an instance may come to take of memory, and what there is: found at the start, because a
 * container that is too small is killed when least wanted, in the restore after an outage.
 *
 * @param heap the most Java's heap may grow to, in bytes
 * @param rocksDb {@code vigil.state.rocksdb-memory}, in bytes
 * @param others what is under neither bound, in bytes: an estimate by what was measured
 * @param limit the memory of the container, or of the machine, in bytes
 */
record MemoryPlan(long heap, long rocksDb, long others, long limit) {
  /** Classes, compiled code, the collector's tables, and what the allocator holds back. */
  private static final long JAVA_BYTES = 200 << 20;

  /** Stacks, and what is read from and written to sockets: several times an answer to a fetch. */
  private static final long BYTES_PER_THREAD = 32 << 20;

  /** Of each database of RocksDB beside the bound, which covers what it holds of data. */
  private static final long BYTES_PER_DATABASE = 350 << 10;

  /**
   * The plan of this process.
   *
   * @param rocksDb bound of all stores, in bytes
   * @param partitions of the inputs; all of them may come to this instance
   * @param threads stream threads
   */
  static MemoryPlan here(long rocksDb, int partitions, int threads) {
    return of(
        largestHeap(),
        rocksDb,
        partitions,
        threads,
        // Of the container, where there is one.
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize());
  }

  /** As -Xmx or the launcher's share sets it: Runtime's figure leaves a part of the heap out. */
  private static long largestHeap() {
    return Long.parseLong(
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .getVMOption("MaxHeapSize")
            .getValue());
  }

  /** A plan from its figures, in bytes. */
  static MemoryPlan of(long heap, long rocksDb, int partitions, int threads, long limit) {
    long databases = (long) partitions * BoundedRocksDb.STORES_PER_PARTITION;
    return new MemoryPlan(
        heap,
        rocksDb,
        JAVA_BYTES + threads * BYTES_PER_THREAD + databases * BYTES_PER_DATABASE,
        limit);
  }

  /**
   * Refuses what cannot hold whatever the estimate is worth: the two bounds together are more than
   * there is.
   *
   * @throws VigilException with what to set
   */
  void require() {
    if (heap + rocksDb > limit) {
      throw new VigilException(ExitCode.CONFIGURATION, "Cannot start: " + shortage(), null);
    }
  }

  /** What to say where it may not be enough; nothing where it is. */
  Optional<String> warning() {
    return heap + rocksDb + others > limit ? Optional.of(shortage()) : Optional.empty();
  }

  private String shortage() {
    return String.format(
        Locale.ROOT,
        "memory is short: up to %s of heap, %s of vigil.state.rocksdb-memory and about %s beside"
            + " them, but there are %s; when more is needed, the kernel kills the instance. Give the"
            + " container %s, or less heap (-Xmx in VIGIL_JAVA_OPTS), or lower"
            + " vigil.state.rocksdb-memory",
        megabytes(heap),
        megabytes(rocksDb),
        megabytes(others),
        megabytes(limit),
        megabytes(heap + rocksDb + others));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "up to %s of heap, %s of RocksDB, about %s beside them; there are %s",
        megabytes(heap),
        megabytes(rocksDb),
        megabytes(others),
        megabytes(limit));
  }

  /** Rounded up, as the message asks for it. */
  private static String megabytes(long bytes) {
    return ((bytes + (1 << 20) - 1) >> 20) + "M";
  }
}
