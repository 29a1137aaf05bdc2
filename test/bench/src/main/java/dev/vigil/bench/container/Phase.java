package dev.vigil.bench.container;

/**
 * What one run of the application had of the container's memory, in bytes.
 *
 * @param name what it did
 * @param seconds from the start of its process until it had processed everything, or its end
 * @param records that it processed; fewer than there were if it did not hold
 * @param waiting records that there were
 * @param databases of RocksDB on its disk: a store that is not a window's has one, a window's one
 *     for each segment
 * @param peak most memory of the group, files that the kernel caches included
 * @param anonymous most memory of the group that cannot be given back
 * @param parts what Java and RocksDB said when that was most
 * @param mostRocksDb most that the stores had of their bound
 * @param mostHeap most heap Java had of the system
 * @param openFiles most that the process had open
 * @param kills processes that the kernel killed
 * @param exitCode of the process, asked to end when everything was processed
 */
record Phase(
    String name,
    double seconds,
    long records,
    long waiting,
    long databases,
    long peak,
    long anonymous,
    JavaMemory.Sample parts,
    long mostRocksDb,
    long mostHeap,
    long openFiles,
    long kills,
    int exitCode) {

  /** Whether it did all its work and ended when it was asked to. */
  boolean held() {
    return kills == 0 && exitCode == 0 && records >= waiting;
  }

  /** What neither Java nor RocksDB accounts for: stacks, the collector's tables, the allocator. */
  long rest() {
    return anonymous
        - parts.heap()
        - parts.code()
        - parts.buffers()
        - parts.rocksDb()
        - parts.readers();
  }
}
