package dev.vigil.topology.pipeline.state;

import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Remembers values by key for a bounded time, counted in log-append time. A window store whose
 * windows all start at multiples of the retention: so a look-up is two point reads that Bloom
 * filters answer, not a range scan, and expiry drops a whole segment of the store. A value is kept
 * for at least the retention and at most twice as long.
 */
public final class BucketedStore {
  /** Clocks of two brokers may differ by so much without a value being overlooked. */
  private static final long CLOCK_SKEW_MS = Duration.ofMinutes(5).toMillis();

  private final WindowStore<byte[], byte[]> store;
  private final long bucketMs;
  private final long retentionMs;

  /**
   * Wraps a store that {@link #builder} made.
   *
   * @param retention the same as at the builder
   */
  public BucketedStore(WindowStore<byte[], byte[]> store, Duration retention) {
    this.store = store;
    this.retentionMs = retention.toMillis();
    this.bucketMs = bucketMs(retention);
  }

  /** A persistent store of this kind, with a changelog. */
  public static StoreBuilder<WindowStore<byte[], byte[]>> builder(String name, Duration retention) {
    long bucketMs = bucketMs(retention);
    // A bucket is put under its start: one more keeps it until its end is old enough. Segments span
    // half of what is kept, so that each bucket is one: the one before has been written to disk.
    Duration kept = Duration.ofMillis(2 * bucketMs);
    return Stores.windowStoreBuilder(
        RestartableWindowStore.supplier(
            Stores.persistentWindowStore(name, kept, Duration.ofMillis(bucketMs), false)),
        Serdes.ByteArray(),
        Serdes.ByteArray());
  }

  private static long bucketMs(Duration retention) {
    return Math.max(1, retention.toMillis());
  }

  /**
   * Start of the window that a value is put under, milliseconds since 1970.
   *
   * @param time log-append time of its record
   */
  public static long bucket(Duration retention, long time) {
    return bucket(time, bucketMs(retention));
  }

  private static long bucket(long time, long bucketMs) {
    return Math.max(0, Math.floorDiv(time, bucketMs) * bucketMs);
  }

  /**
   * The newest value of a key.
   *
   * @param now log-append time of the record that asks, milliseconds since 1970
   */
  public byte @Nullable [] find(byte[] key, long now) {
    long oldest = bucket(now - retentionMs);
    for (long bucket = bucket(now + CLOCK_SKEW_MS); bucket >= oldest; bucket -= bucketMs) {
      byte[] value = store.fetch(key, bucket);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** Remembers a value; the newest counts. */
  public void put(byte[] key, byte[] value, long now) {
    store.put(key, value, bucket(now));
  }

  private long bucket(long time) {
    return bucket(time, bucketMs);
  }
}
