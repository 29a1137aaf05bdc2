package dev.vigil.topology.pipeline;

import dev.vigil.config.topics.StoreNames;
import dev.vigil.topology.domain.profile.PublishedProfiles;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code clinical.profiles} into a global table: every instance has all of it before its
 * first record. A processor of its own, where a GlobalKTable would do for the content: which
 * profile was valid last shows in the order of the records, and a global table's restoration runs
 * through the processor (KAFKA-7663). In memory, so that every start reads the topic from its
 * beginning.
 */
final class ProfileTable implements Processor<byte[], byte[], Void, Void> {
  private final PublishedProfiles profiles;
  private StoredContents contents;

  // Kafka Streams calls init before all else.
  @SuppressWarnings("NullAway.Init")
  private ProfileTable(PublishedProfiles profiles) {
    this.profiles = profiles;
  }

  /** Adds the table to a topology. */
  static void add(Topology topology, String topic, PublishedProfiles profiles) {
    topology.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(StoreNames.PROFILES),
                Serdes.String(),
                Serdes.ByteArray())
            .withLoggingDisabled(),
        "published-profiles",
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic,
        "profile-table",
        () -> new ProfileTable(profiles));
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    contents = new StoredContents(new StepStores(context).keyValue(StoreNames.PROFILES));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (record.key() != null) {
      profiles.take(new String(record.key(), StandardCharsets.UTF_8), record.value(), contents);
    }
  }

  /** Profiles as they are in the store. */
  static final class StoredContents implements PublishedProfiles.Contents {
    private final KeyValueStore<String, byte[]> store;

    StoredContents(KeyValueStore<String, byte[]> store) {
      this.store = store;
    }

    @Override
    public byte @Nullable [] get(String hash) {
      return store.get(hash);
    }

    @Override
    public void put(String hash, byte[] content) {
      store.put(hash, content);
    }

    @Override
    public void delete(String hash) {
      store.delete(hash);
    }
  }
}
