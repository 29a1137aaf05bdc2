package dev.vigil.topology.pipeline;

import dev.vigil.config.topics.StoreNames;
import dev.vigil.topology.domain.profile.PublishedProfiles;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;

/**
 * Reads {@code clinical.profiles} as a global table: every instance has all of it before its first
 * record. A processor of its own, not a GlobalKTable: which profile was valid last shows in the
 * order of the records, and a global table's restoration runs through the processor (KAFKA-7663).
 * So the store that Kafka Streams asks for stays empty; in memory, it makes every start read the
 * topic from its beginning.
 */
final class ProfileTable implements Processor<byte[], byte[], Void, Void> {
  private final PublishedProfiles profiles;

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
  public void process(Record<byte[], byte[]> record) {
    if (record.key() != null) {
      profiles.take(new String(record.key(), StandardCharsets.UTF_8), record.value());
    }
  }
}
