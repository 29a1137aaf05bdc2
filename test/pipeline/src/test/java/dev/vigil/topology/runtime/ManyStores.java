package dev.vigil.topology.runtime;

import dev.vigil.config.topics.StoreNames;
import dev.vigil.topology.pipeline.state.BucketedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Fills the stores of several partitions in a process of its own, whose memory is theirs alone, and
 * prints what they came to take: one line of {@code name=value}, in bytes.
 */
final class ManyStores {
  private static final Duration RETENTION = Duration.ofDays(7);
  private static final List<String> WINDOW_STORES =
      List.of(
          StoreNames.SEEN_EVENTS,
          StoreNames.RESOURCE_VERSIONS,
          StoreNames.ALERT_STATE,
          StoreNames.LAST_VALUES);
  private static final int ROUND = 250;

  private final SplittableRandom random = new SplittableRandom(1);
  private final List<TopologyTestDriver> partitions = new ArrayList<>();
  private final Path directory;
  private long cache;
  private long pinned;
  private long unflushed;
  private long readers;
  private long resident;

  private ManyStores(Path directory, long bound, int count) {
    this.directory = directory;
    for (int partition = 0; partition < count; partition++) {
      partitions.add(partition(directory.resolve(Integer.toString(partition)), bound, count));
    }
  }

  /** Runs: directory, bound in bytes, partitions, entries of each segment. */
  public static void main(String[] arguments) throws IOException {
    ManyStores stores =
        new ManyStores(
            Path.of(arguments[0]), Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]));
    stores.fill(Integer.parseInt(arguments[3]));
    System.out.printf(
        "databases=%d cache=%d pinned=%d unflushed=%d readers=%d resident=%d%n",
        stores.databases(),
        stores.cache,
        stores.pinned,
        stores.unflushed,
        stores.readers,
        stores.resident);
    System.out.flush();
    // Closing would only flush.
    Runtime.getRuntime().halt(0);
  }

  private static TopologyTestDriver partition(Path state, long bound, int count) {
    Topology topology = new Topology();
    topology.addSource(
        "source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "events");
    topology.addProcessor("nothing", Nothing::new, "source");
    for (String store : WINDOW_STORES) {
      topology.addStateStore(
          BucketedStore.builder(store, RETENTION).withLoggingDisabled(), "nothing");
    }
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(StoreNames.PATIENT_STATE),
                Serdes.ByteArray(),
                Serdes.ByteArray())
            .withLoggingDisabled(),
        "nothing");
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "many-stores");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class.getName());
    settings.put(BoundedRocksDb.MEMORY_BYTES, bound);
    settings.put(BoundedRocksDb.PARTITIONS, count);
    return new TopologyTestDriver(topology, settings, Instant.EPOCH);
  }

  /** Entries are put here, past the topology, which has nothing to do. */
  private static final class Nothing extends ContextualProcessor<byte[], byte[], Void, Void> {
    @Override
    public void process(Record<byte[], byte[]> record) {
      throw new IllegalStateException("there are no records");
    }
  }

  /** In turns, so that all stores have unflushed writes at once; what is written is also read. */
  private void fill(int entries) throws IOException {
    long before = anonymous();
    for (int done = 0; done < entries; done += ROUND) {
      for (TopologyTestDriver partition : partitions) {
        for (String name : WINDOW_STORES) {
          BucketedStore store = new BucketedStore(partition.getWindowStore(name), RETENTION);
          fill(store, done, RETENTION.toMillis());
          fill(store, done, 2 * RETENTION.toMillis());
        }
        KeyValueStore<byte[], byte[]> patients =
            partition.getKeyValueStore(StoreNames.PATIENT_STATE);
        for (int number = done; number < done + ROUND; number++) {
          patients.put(key(number), value());
          patients.get(key(random.nextInt(number + 1)));
        }
      }
      look(before);
    }
  }

  private void fill(BucketedStore store, int done, long now) {
    for (int number = done; number < done + ROUND; number++) {
      store.put(key(number), value(), now);
      store.find(key(random.nextInt(number + 1)), now);
    }
  }

  private static byte[] key(int number) {
    byte[] key = new byte[16];
    new SplittableRandom(number).nextBytes(key);
    return key;
  }

  private byte[] value() {
    byte[] value = new byte[200];
    random.nextBytes(value);
    return value;
  }

  /** Remembers the most of everything. */
  private void look(long before) throws IOException {
    cache = Math.max(cache, metric("block-cache-usage").max().orElse(0));
    pinned = Math.max(pinned, metric("block-cache-pinned-usage").max().orElse(0));
    unflushed = Math.max(unflushed, metric("size-all-mem-tables").sum());
    readers = Math.max(readers, metric("estimate-table-readers-mem").sum());
    resident = Math.max(resident, anonymous() - before);
  }

  private LongStream metric(String name) {
    return partitions.stream()
        .flatMap(partition -> partition.metrics().entrySet().stream())
        .filter(entry -> entry.getKey().name().equals(name))
        .mapToLong(entry -> ((Number) entry.getValue().metricValue()).longValue());
  }

  /** Memory of this process that no file stands behind, in bytes; 0 where there is no /proc. */
  private static long anonymous() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("RssAnon:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElse(0);
    }
  }

  /** Each has one file of this name. */
  private long databases() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.endsWith("CURRENT")).count();
    }
  }
}
