package dev.vigil.bench.variant;

import dev.vigil.bench.workload.WorkloadRecords;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Copies bytes and drops what it has seen, by an id in a header: what a RocksDB store costs when
 * nothing is read. It never forgets, so that it is the cheapest store there is.
 */
final class Deduplicated {
  private static final String STORE = "seen";
  private static final byte[] SEEN = {1};

  private Deduplicated() {}

  static Topology topology(BaselineTopics topics) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(STORE), Serdes.ByteArray(), Serdes.ByteArray()));
    builder.stream(topics.events(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .processValues(OnceOnly::new, STORE)
        .to(topics.permitted(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    return builder.build();
  }

  // Kafka Streams calls init before all else.
  @SuppressWarnings("NullAway.Init")
  private static final class OnceOnly implements FixedKeyProcessor<byte[], byte[], byte[]> {
    private FixedKeyProcessorContext<byte[], byte[]> context;
    private KeyValueStore<byte[], byte[]> store;

    @Override
    public void init(FixedKeyProcessorContext<byte[], byte[]> context) {
      this.context = context;
      this.store = context.getStateStore(STORE);
    }

    @Override
    public void process(FixedKeyRecord<byte[], byte[]> record) {
      byte[] id = WorkloadRecords.idOf(record.headers());
      if (id.length > 0) {
        if (store.get(id) != null) {
          return;
        }
        store.put(id, SEEN);
      }
      context.forward(record);
    }
  }
}
