package dev.vigil.bench;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.Decision;
import dev.vigil.avro.Outcome;
import dev.vigil.avro.OutputDecision;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.avro.WireFormat;
import dev.vigil.topology.pipeline.AuditHash;
import dev.vigil.topology.runtime.ClusterAdmin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes what an application would have written, only faster: nothing is judged. */
final class AuditedRecords {
  private static final int VALUE_BYTES = 1_200;

  private final Configuration configuration;
  private final TopicCatalogue topics;
  private final ClusterAdmin cluster;
  private final int partitions;
  private final WireFormat<AuditRecord> format;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final AuditHash sha256 = new AuditHash();

  AuditedRecords(
      Configuration configuration, ClusterAdmin cluster, Registry registry, int partitions) {
    this.configuration = configuration;
    this.topics = new TopicCatalogue(configuration.vigil());
    this.cluster = cluster;
    this.partitions = partitions;
    this.format =
        new WireFormat<>(
            registry.idForTopic(topics.audit().name(), AuditRecord.getClassSchema()),
            AuditRecord.getClassSchema());
  }

  void write(long records) {
    String events = topics.events().name();
    String treatment = topics.permitted().values().iterator().next().name();
    byte[] value = new byte[VALUE_BYTES];
    Arrays.fill(value, (byte) ' ');
    AuditRecord[] newest = new AuditRecord[partitions];
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (long i = 0; i < records; i++) {
        int partition = (int) (i % partitions);
        long offset = i / partitions;
        byte[] key = ("patient-" + i % 10_000).getBytes(StandardCharsets.UTF_8);
        AuditRecord audit = audit(events, partition, offset, newest[partition]);
        byte[] encoded = format.encode(audit);
        byte[] hash = sha256.of(encoded);
        System.arraycopy(hash, 0, encoded, encoded.length - hash.length, hash.length);
        audit.setHash(ByteBuffer.wrap(hash));
        newest[partition] = audit;
        send(producer, new ProducerRecord<>(events, partition, key, value));
        ProducerRecord<byte[], byte[]> output =
            new ProducerRecord<>(treatment, partition, key, value);
        output
            .headers()
            .add(
                "vigil.origin",
                (events + ":" + partition + ":" + offset).getBytes(StandardCharsets.UTF_8));
        send(producer, output);
        send(producer, new ProducerRecord<>(topics.audit().name(), partition, key, encoded));
      }
      producer.flush();
      Exception refused = failure.get();
      if (refused != null) {
        throw cluster.failure(refused);
      }
    }
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    for (int p = 0; p < partitions; p++) {
      long count = (records - p + partitions - 1) / partitions;
      for (Topic input : topics.withRole(TopicRole.INPUT)) {
        committed.put(new TopicPartition(input.name(), p), new OffsetAndMetadata(0));
      }
      committed.put(new TopicPartition(events, p), new OffsetAndMetadata(count));
    }
    cluster.answer(
        cluster
            .admin()
            .alterConsumerGroupOffsets(configuration.vigil().applicationId(), committed)
            .all());
  }

  /** The first that the brokers refuse is told at the end: not awaited here, one by one. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    producer.send(
        record,
        (written, refused) -> {
          if (refused != null) {
            failure.compareAndSet(null, refused);
          }
        });
  }

  private static AuditRecord audit(
      String topic, int partition, long offset, @Nullable AuditRecord previous) {
    AuditRecord.Builder record =
        AuditRecord.newBuilder()
            .setTopic(topic)
            .setPartition(partition)
            .setOffset(offset)
            .setOutcome(Outcome.PERMITTED)
            .setEventId("0d9bd5ac-1b7f-4c8e-9d3a-" + offset)
            .setSource("urn:example:laboratory")
            .setPatientId("patient-" + offset % 10_000)
            .setResourceType("Observation")
            .setResourceId("observation-" + offset)
            .setOutputs(List.of(decision("treatment", 1), decision("alerts", 0)))
            .setNotes(List.of("no-limit-crossed"))
            .setProfileVersion("us-conventional 2026-01 0123456789ab")
            .setAt(Instant.EPOCH)
            .setHash(ByteBuffer.allocate(AuditHash.BYTES));
    if (previous != null) {
      record.setPreviousOffset(previous.getOffset()).setPreviousHash(previous.getHash());
    }
    return record.build();
  }

  private static OutputDecision decision(String name, int written) {
    return new OutputDecision(
        name, "TREAT", Decision.PERMIT, "default-permit", null, null, written, null);
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            configuration.kafkaSettings().getOrDefault("bootstrap.servers", ""),
            ProducerConfig.LINGER_MS_CONFIG,
            20,
            ProducerConfig.BATCH_SIZE_CONFIG,
            256 << 10,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            128L << 20),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
