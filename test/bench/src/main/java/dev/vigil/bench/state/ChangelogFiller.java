package dev.vigil.bench.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigil.bench.workload.Workload;
import dev.vigil.config.Configuration;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.topics.StoreNames;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.InputPartitioner;
import dev.vigil.topology.pipeline.StoredVersions;
import dev.vigil.topology.pipeline.state.BucketedStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.internals.WindowKeySchema;
import org.jspecify.annotations.Nullable;

/**
 * Writes a state to the changelogs of an application that does not run, as the application would
 * have written it, only faster: without transactions, and nothing is judged.
 */
public final class ChangelogFiller {
  private final String bootstrapServers;
  private final VigilConfig config;
  private final int partitions;
  private final int batchBytes;
  private final AtomicReference<@Nullable Exception> failed = new AtomicReference<>();

  /**
   * Writes nothing yet.
   *
   * @param batchBytes largest batch
   */
  public ChangelogFiller(
      Configuration configuration, String bootstrapServers, int partitions, int batchBytes) {
    this.bootstrapServers = bootstrapServers;
    this.config = configuration.vigil();
    this.partitions = partitions;
    this.batchBytes = batchBytes;
  }

  /** Writes all of it. The changelogs are there: the application has made them. */
  public void fill(FilledState state, Workload workload, FillOptions options) {
    int patients = workload.patients();
    byte[][] keys = new byte[patients][];
    int[] partitionOf = new int[patients];
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      String topic = changelog(StoreNames.PATIENT_STATE);
      long before = state.appended(0);
      for (int patient = 0; patient < patients; patient++) {
        keys[patient] = Workload.patientId(patient).getBytes(UTF_8);
        partitionOf[patient] =
            InputPartitioner.MURMUR2.partition(keys[patient], partitions).orElseThrow();
        send(
            producer,
            new ProducerRecord<>(
                topic, partitionOf[patient], before, keys[patient], state.patient(patient)));
      }
      events(producer, state, options.ids, partitionOf);
      producer.flush();
    }
    Exception refused = failed.get();
    if (refused != null) {
      throw new IllegalStateException("the broker did not take the state", refused);
    }
  }

  private void events(
      KafkaProducer<byte[], byte[]> producer, FilledState state, long ids, int[] partitionOf) {
    String seenEvents = changelog(StoreNames.SEEN_EVENTS);
    String versions = changelog(StoreNames.RESOURCE_VERSIONS);
    Duration seenFor = config.duplicates().retention();
    Duration versionsFor = config.versions().retention();
    for (long number = 0; number < ids; number++) {
      ChangeEvent event = state.event(number);
      long appended = state.appended(number);
      int partition = partitionOf[state.patientOf(number)];
      send(
          producer,
          new ProducerRecord<>(
              seenEvents,
              partition,
              appended,
              stored(event.identity().toBytes(), appended, seenFor),
              event.content().toBytes()));
      if (state.isNewest(number)) {
        send(
            producer,
            new ProducerRecord<>(
                versions,
                partition,
                appended,
                stored(StoredVersions.key(event), appended, versionsFor),
                StoredVersions.value(event, appended)));
      }
    }
  }

  /** A key as the window stores' changelogs have it: with the start of its bucket. */
  private static byte[] stored(byte[] key, long appended, Duration retention) {
    return WindowKeySchema.toStoreKeyBinary(
            Bytes.wrap(key), BucketedStore.bucket(retention, appended), 0)
        .get();
  }

  private String changelog(String store) {
    return StoreNames.changelog(config.applicationId(), store);
  }

  private void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    Future<RecordMetadata> unused =
        producer.send(
            record,
            (written, refused) -> {
              if (refused != null) {
                failed.compareAndSet(null, refused);
              }
            });
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.LINGER_MS_CONFIG,
            50,
            ProducerConfig.BATCH_SIZE_CONFIG,
            batchBytes,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            64L << 20,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            4 << 20),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
