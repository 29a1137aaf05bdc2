package dev.vigil.topology.pipeline.state;

import java.io.File;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * A persistent window store that an orderly restart finds again even if nothing was ever put into
 * it.
 *
 * <p>Kafka Streams 4.3 keeps in each segment of such a store how far its changelog is in it. A
 * store without segments has no place for that; under exactly-once the next start takes its absence
 * for the trace of a crash, deletes <em>all</em> stores of the task and restores them from their
 * changelogs. One partition without an alert would so cost a week of event ids at every restart. A
 * store without segments holds nothing that could be wrong: that is what this one says.
 */
final class RestartableWindowStore implements WindowStore<Bytes, byte[]> {
  /** Streams' word for "nothing of the changelog is in the store"; not public there. */
  private static final long NOTHING = -4;

  private final WindowStore<Bytes, byte[]> store;
  private @Nullable File segments;

  private RestartableWindowStore(WindowStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** Stores as another supplier makes them, so wrapped. */
  static WindowBytesStoreSupplier supplier(WindowBytesStoreSupplier persistent) {
    return new WindowBytesStoreSupplier() {
      @Override
      public String name() {
        return persistent.name();
      }

      @Override
      public WindowStore<Bytes, byte[]> get() {
        return new RestartableWindowStore(persistent.get());
      }

      @Override
      public String metricsScope() {
        return persistent.metricsScope();
      }

      @Override
      public long segmentIntervalMs() {
        return persistent.segmentIntervalMs();
      }

      @Override
      public long windowSize() {
        return persistent.windowSize();
      }

      @Override
      public boolean retainDuplicates() {
        return persistent.retainDuplicates();
      }

      @Override
      public long retentionPeriod() {
        return persistent.retentionPeriod();
      }
    };
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    segments = new File(context.stateDir(), name());
    store.init(context, root);
  }

  @Override
  public @Nullable Long committedOffset(TopicPartition partition) {
    Long offset = store.committedOffset(partition);
    return offset == null && isEmpty() ? Long.valueOf(NOTHING) : offset;
  }

  /**
   * Whether there is no segment; a segment that does not know its offset is none of our business.
   */
  private boolean isEmpty() {
    String[] names = segments == null ? null : segments.list();
    return names != null && names.length == 0;
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value, long windowStart) {
    store.put(key, value, windowStart);
  }

  @Override
  public byte @Nullable [] fetch(Bytes key, long time) {
    return store.fetch(key, time);
  }

  @Override
  public WindowStoreIterator<byte[]> fetch(Bytes key, long from, long to) {
    return store.fetch(key, from, to);
  }

  @Override
  public WindowStoreIterator<byte[]> backwardFetch(Bytes key, long from, long to) {
    return store.backwardFetch(key, from, to);
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> fetch(
      @Nullable Bytes first, @Nullable Bytes last, long from, long to) {
    return store.fetch(first, last, from, to);
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> backwardFetch(
      @Nullable Bytes first, @Nullable Bytes last, long from, long to) {
    return store.backwardFetch(first, last, from, to);
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> fetchAll(long from, long to) {
    return store.fetchAll(from, to);
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> backwardFetchAll(long from, long to) {
    return store.backwardFetchAll(from, to);
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> all() {
    return store.all();
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> backwardAll() {
    return store.backwardAll();
  }

  @Override
  public void commit(Map<TopicPartition, Long> changelogOffsets) {
    store.commit(changelogOffsets);
  }

  @Override
  @SuppressWarnings("deprecation") // Streams still asks
  public boolean managesOffsets() {
    return store.managesOffsets();
  }

  @Override
  public boolean persistent() {
    return store.persistent();
  }

  @Override
  public boolean isOpen() {
    return store.isOpen();
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public <R> QueryResult<R> query(Query<R> query, PositionBound bound, QueryConfig config) {
    return store.query(query, bound, config);
  }

  @Override
  public Position getPosition() {
    return store.getPosition();
  }
}
