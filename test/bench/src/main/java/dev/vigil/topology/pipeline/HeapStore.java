package dev.vigil.topology.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store that costs nothing to speak of, so that what is measured is what uses it. */
final class HeapStore<K, V> implements KeyValueStore<K, V> {
  private final Map<K, V> values = new HashMap<>();

  @Override
  public void put(K key, V value) {
    values.put(key, value);
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    return values.putIfAbsent(key, value);
  }

  @Override
  public void putAll(List<KeyValue<K, V>> entries) {
    entries.forEach(entry -> values.put(entry.key, entry.value));
  }

  @Override
  public @Nullable V delete(K key) {
    return values.remove(key);
  }

  @Override
  public @Nullable V get(K key) {
    return values.get(key);
  }

  @Override
  public KeyValueIterator<K, V> range(K from, K to) {
    throw new UnsupportedOperationException("the chain asks for single keys");
  }

  @Override
  public KeyValueIterator<K, V> all() {
    throw new UnsupportedOperationException("the chain asks for single keys");
  }

  @Override
  public long approximateNumEntries() {
    return values.size();
  }

  @Override
  public String name() {
    return "heap";
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {}

  @Override
  public void close() {}

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }
}
