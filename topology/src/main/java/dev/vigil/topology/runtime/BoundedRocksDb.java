package dev.vigil.topology.runtime;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
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

  /** The share of the bound that unflushed writes may take. */
  private static final double WRITE_BUFFER_SHARE = 0.5;

  private static final double BLOOM_BITS_PER_KEY = 10;
  private static final int MEMTABLE_BYTES = 8 << 20;

  private static @Nullable Shared shared;

  private record Shared(Cache cache, WriteBufferManager writeBuffers) {}

  private static synchronized Shared shared(long bytes) {
    Shared existing = shared;
    if (existing == null) {
      RocksDB.loadLibrary();
      // Strict would fail writes instead of evicting: unflushed writes are counted in, so no.
      Cache cache = new LRUCache(bytes, -1, false, 0.1);
      existing =
          new Shared(cache, new WriteBufferManager((long) (bytes * WRITE_BUFFER_SHARE), cache));
      shared = existing;
    }
    return existing;
  }

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    Shared memory = shared(Long.parseLong(String.valueOf(configs.get(MEMORY_BYTES))));
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(memory.cache());
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinL0FilterAndIndexBlocksInCache(true);
    // Most look-ups are for ids never seen: the filter answers without touching a block.
    table.setFilterPolicy(new BloomFilter(BLOOM_BITS_PER_KEY));
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(memory.writeBuffers());
    options.setWriteBufferSize(MEMTABLE_BYTES);
  }

  @Override
  public void close(String store, Options options) {
    // Cache and write buffers are shared by all stores and live as long as the process.
  }
}
