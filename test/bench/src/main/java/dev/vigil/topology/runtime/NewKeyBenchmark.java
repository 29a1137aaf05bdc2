package dev.vigil.topology.runtime;

import dev.vigil.config.topics.StoreNames;
import dev.vigil.serdes.fhir.ContentHash;
import dev.vigil.support.process.Directories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * What a store is asked for every event: look up an id that was never seen, then remember it. As
 * many databases as two stores of eight partitions have, all within one bound; flushing and
 * compaction count in the processor time. In this package because the bound is nobody else's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NewKeyBenchmark {
  private static final int DATABASES = 16;
  private static final int PARTITIONS = 8;
  private static final int KEY_BYTES = ContentHash.BYTES + 12;

  /** Options as the store of ids has them, or as one has that is read in order. */
  @Param({StoreNames.SEEN_EVENTS, StoreNames.PATIENT_STATE})
  public String optionsOf;

  private final SplittableRandom random = new SplittableRandom(1);
  private final byte[] value = new byte[ContentHash.BYTES];
  private final List<RocksDB> databases = new ArrayList<>();
  private final List<Options> options = new ArrayList<>();
  private WriteOptions writing;
  private Path directory;
  private int next;

  // JMH makes it, fills in the parameter and calls the setup.
  @SuppressWarnings("NullAway.Init")
  public NewKeyBenchmark() {}

  /** Opens empty databases. */
  @Setup
  public void open() throws IOException, RocksDBException {
    RocksDB.loadLibrary();
    directory = Files.createTempDirectory("vigil-bench-");
    // As Kafka Streams writes: the changelog is the log.
    writing = new WriteOptions().setDisableWAL(true);
    Map<String, Object> bound =
        Map.of(BoundedRocksDb.MEMORY_BYTES, 256L << 20, BoundedRocksDb.PARTITIONS, PARTITIONS);
    for (int i = 0; i < DATABASES; i++) {
      Options each =
          new Options().setCreateIfMissing(true).setTableFormatConfig(new BlockBasedTableConfig());
      new BoundedRocksDb().setConfig(optionsOf, each, bound);
      options.add(each);
      databases.add(RocksDB.open(each, directory.resolve(Integer.toString(i)).toString()));
    }
  }

  /** Closes and deletes them. */
  @TearDown
  public void close() throws IOException {
    databases.forEach(RocksDB::close);
    options.forEach(Options::close);
    writing.close();
    Directories.delete(directory);
  }

  /** One look-up that finds nothing, one write. */
  @Benchmark
  public byte[] lookUpAndRemember() throws RocksDBException {
    byte[] key =
        ByteBuffer.allocate(KEY_BYTES)
            .putLong(random.nextLong())
            .putLong(random.nextLong())
            .array();
    next = (next + 1) % DATABASES;
    RocksDB database = databases.get(next);
    byte[] found = database.get(key);
    database.put(writing, key, value);
    return found;
  }
}
