package dev.vigil.topology.runtime;

import dev.vigil.config.topics.StoreNames;
import dev.vigil.serdes.fhir.ContentHash;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.HashLinkedListMemTableConfig;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One bound for the memory of all stores of a process: block cache, index and filter blocks and
 * write buffers together. Without it every store takes what it likes, outside the heap, until the
 * container is killed.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
  /** Setting that carries the bound to here, in bytes. */
  static final String MEMORY_BYTES = "vigil.rocksdb.memory.bytes";

  /** Setting that carries to here how many partitions the inputs have. */
  static final String PARTITIONS = "vigil.rocksdb.partitions";

  /** The share of the bound that unflushed writes may take. */
  private static final double WRITE_BUFFER_SHARE = 0.5;

  /**
   * Stores of one partition, each segment of a window store counted, that hold unflushed writes.
   */
  static final int STORES_PER_PARTITION = 10;

  private static final long LARGEST_MEMTABLE_BYTES = 8 << 20;
  private static final long SMALLEST_MEMTABLE_BYTES = 256 << 10;

  /** What a memtable takes of the bound at once, and a store that nobody writes to keeps. */
  private static final long ARENA_BLOCK_BYTES = 64 << 10;

  /** Its key, value and what RocksDB keeps beside them: so many buckets have about one each. */
  private static final long BYTES_PER_UNFLUSHED_HASH = 128;

  /** Those that each record is looked up in; none of them is ever read in order. */
  private static final Set<String> STORES_OF_HASHES =
      Set.of(StoreNames.SEEN_EVENTS, StoreNames.RESOURCE_VERSIONS, StoreNames.ALERT_STATE);

  private static final double BLOOM_BITS_PER_KEY = 10;

  /**
   * Of the block cache, for filters and indexes: a look-up needs several of them, and seldom data.
   */
  private static final double FILTER_AND_INDEX_SHARE = 0.6;

  /** 16 parts: with the 64 of the default, none is large enough to keep anything for long. */
  private static final int CACHE_SHARD_BITS = 4;

  private static @Nullable Shared shared;

  private record Shared(Cache cache, WriteBufferManager writeBuffers, long bytes) {}

  private static synchronized Shared shared(long bytes) {
    Shared existing = shared;
    if (existing == null) {
      RocksDB.loadLibrary();
      // Strict would fail writes instead of evicting: unflushed writes are counted in, so no.
      Cache cache = new LRUCache(bytes, CACHE_SHARD_BITS, false, FILTER_AND_INDEX_SHARE);
      existing =
          new Shared(
              cache, new WriteBufferManager((long) (bytes * WRITE_BUFFER_SHARE), cache), bytes);
      shared = existing;
    }
    return existing;
  }

  /** Memory that all stores of this process take now, in bytes; 0 before the first is opened. */
  public static synchronized long usedBytes() {
    return shared == null ? 0 : ((LRUCache) shared.cache()).getUsage();
  }

  /** The bound of it, in bytes; 0 before the first store is opened. */
  public static synchronized long limitBytes() {
    return shared == null ? 0 : shared.bytes();
  }

  /**
   * When all unflushed writes together reach their share, every write flushes the store it goes to,
   * however little that brings: stores that nobody writes to any more, such as the segments of the
   * days before, keep what they have. So all of them together must stay below it.
   */
  static long memtableBytes(long bytes, int partitions) {
    long each = (long) (bytes * WRITE_BUFFER_SHARE) / ((long) partitions * STORES_PER_PARTITION);
    return Math.max(SMALLEST_MEMTABLE_BYTES, Math.min(LARGEST_MEMTABLE_BYTES, each));
  }

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    long bytes = Long.parseLong(String.valueOf(configs.get(MEMORY_BYTES)));
    int partitions = Integer.parseInt(String.valueOf(configs.getOrDefault(PARTITIONS, 1)));
    Shared memory = shared(bytes);
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(memory.cache());
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinL0FilterAndIndexBlocksInCache(true);
    // A file's filter as one block is megabytes: a full cache would drop and read all of it again
    // for one look-up. In parts of 4 KB, only what is asked for.
    table.setIndexType(IndexType.kTwoLevelIndexSearch);
    table.setPartitionFilters(true);
    table.setPinTopLevelIndexAndFilter(true);
    // Most look-ups are for ids never seen: the filter answers without touching a block.
    table.setFilterPolicy(new BloomFilter(BLOOM_BITS_PER_KEY));
    // Kafka Streams leaves the filter out where most keys are: right only if most are found.
    options.setOptimizeFiltersForHits(false);
    options.setTableFormatConfig(table);
    // Hashes do not shrink, but what stands beside them does: two thirds of the disk, for little.
    options.setCompressionType(CompressionType.LZ4_COMPRESSION);
    // A restore writes more at once than is compacted meanwhile: slowing it down helps nobody.
    options.setLevel0SlowdownWritesTrigger(60);
    options.setLevel0StopWritesTrigger(120);
    // Written out as it comes, not all at once when the file is synced and the flush waits for it.
    options.setBytesPerSync(1 << 20);
    options.setWriteBufferManager(memory.writeBuffers());
    options.setWriteBufferSize(memtableBytes(bytes, partitions));
    options.setArenaBlockSize(ARENA_BLOCK_BYTES);
    if (isOfHashes(store)) {
      // Found by whole key, never in order: a hash table of what is not flushed yet spares the walk
      // through a sorted list, for each look-up of a key that is not there and for each write. Keys
      // of Kafka Streams' own are shorter than a hash: hence capped, not fixed.
      options.useCappedPrefixExtractor(ContentHash.BYTES);
      options.setMemTableConfig(
          new HashLinkedListMemTableConfig()
              .setBucketCount(memtableBytes(bytes, partitions) / BYTES_PER_UNFLUSHED_HASH)
              .setIfLogBucketDistWhenFlush(false));
      // Such a table takes one writer; a store has but one.
      options.setAllowConcurrentMemtableWrite(false);
    }
  }

  /** Whether keys of a store, or of the one that a segment belongs to, begin with a hash. */
  private static boolean isOfHashes(String store) {
    int dot = store.indexOf('.');
    return STORES_OF_HASHES.contains(dot < 0 ? store : store.substring(0, dot));
  }

  @Override
  public void close(String store, Options options) {
    // Cache and write buffers are shared by all stores and live as long as the process.
  }
}
