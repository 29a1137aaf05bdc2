package dev.vigil.topology.pipeline;

import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * A store that forgets at once and costs nothing, so that what is measured is what writes to it.
 */
final class NoWindows implements WindowStore<byte[], byte[]> {
  @Override
  public void put(byte[] key, byte @Nullable [] value, long start) {}

  @Override
  public byte @Nullable [] fetch(byte[] key, long start) {
    return null;
  }

  @Override
  public WindowStoreIterator<byte[]> fetch(byte[] key, long from, long to) {
    throw unsupported();
  }

  @Override
  public KeyValueIterator<Windowed<byte[]>, byte[]> fetch(
      byte[] firstKey, byte[] lastKey, long from, long to) {
    throw unsupported();
  }

  @Override
  public KeyValueIterator<Windowed<byte[]>, byte[]> all() {
    throw unsupported();
  }

  @Override
  public KeyValueIterator<Windowed<byte[]>, byte[]> fetchAll(long from, long to) {
    throw unsupported();
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException("the pipeline asks for single keys");
  }

  @Override
  public String name() {
    return "none";
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
