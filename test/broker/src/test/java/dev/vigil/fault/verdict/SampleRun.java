package dev.vigil.fault.verdict;

import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.fault.ledger.EventOptions;
import dev.vigil.fault.ledger.EventSchemas;
import dev.vigil.fault.ledger.EventWriter;
import dev.vigil.fault.ledger.Ledger;
import dev.vigil.fault.ledger.PatientEvents;
import dev.vigil.fault.ledger.Sender;
import dev.vigil.fault.watch.AuditWatch;
import dev.vigil.support.LocalPlatform;
import dev.vigil.topology.runtime.Application;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.TopicCreation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** An application on the shared broker, events sent to it, and all that judges it. */
final class SampleRun implements AutoCloseable {
  static final int PARTITIONS = 4;
  static final int MAX_VALUE_BYTES = 200_000;

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LocalPlatform platform = LocalPlatform.shared();
  private final Map<String, Object> client =
      Map.of("bootstrap.servers", platform.broker().bootstrapServers());
  private final Configuration configuration;
  private final TopicCatalogue topics;
  private final PatientEvents events;
  private final EventWriter writer;
  private final Ledger ledger = new Ledger(PARTITIONS);
  private final AuditWatch watch;
  private final List<Path> logs = new ArrayList<>();
  private @Nullable Application application;

  SampleRun(Path state, EventOptions options) {
    String prefix = "f" + COUNT.incrementAndGet() + ".";
    this.configuration =
        new ConfigLoader(Map.of())
            .load(
                null,
                List.of(
                    "kafka.bootstrap.servers=" + platform.broker().bootstrapServers(),
                    "registry.url=" + platform.registry().url(),
                    "vigil.topics.prefix=" + prefix,
                    "vigil.application-id=" + prefix + "vigil",
                    "vigil.state.dir=" + state,
                    "vigil.http.enabled=false",
                    "vigil.outputs.treatment.purpose=TREAT",
                    "vigil.outputs.research.purpose=HRESCH",
                    "vigil.inputs.max-value-bytes=" + MAX_VALUE_BYTES));
    this.topics = new TopicCatalogue(configuration.vigil());
    this.events = new PatientEvents(options);
    this.writer = new EventWriter(topics.events().name(), PARTITIONS, options, Instant.now());
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      new TopicCreation(topics, cluster).create(PARTITIONS, (short) 1);
    }
    newSchema(0);
    this.watch = AuditWatch.start(client, topics, ledger, System::nanoTime);
  }

  SampleRun startApplication() {
    application = Application.start(configuration, InstantSource.system());
    return this;
  }

  void stopApplication() {
    if (application != null) {
      application.stop();
      application = null;
    }
  }

  /** From now on events in Avro bear a schema id of their own. */
  void newSchema(int generation) {
    EventSchemas.use(configuration, writer, generation);
  }

  /** Sends events at a rate until it is closed. */
  Sender startSending(double rate) {
    return Sender.start(client, events, writer, ledger, System::nanoTime, rate);
  }

  /** Sends so many more events as fast as they go, and waits until they are acknowledged. */
  SampleRun send(int count) {
    try (Sender sender =
        Sender.start(
            client, events, writer, ledger, System::nanoTime, 20_000, events.count() + count)) {
      if (!sender.awaitAll(PATIENCE)) {
        throw new AssertionError("not all was acknowledged within " + PATIENCE);
      }
    }
    return this;
  }

  /** A record that is not in the ledger. */
  void sendBehindTheLedger() {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      ProducerRecord<byte[], byte[]> record = writer.record(events.event(0));
      Future<RecordMetadata> unused = producer.send(record);
      producer.flush();
    }
  }

  /** Deletes input up to an offset of each partition, as retention does. */
  void deleteInput(long before) {
    Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      deletions.put(
          new TopicPartition(topics.events().name(), partition),
          RecordsToDelete.beforeOffset(before));
    }
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      cluster.answer(cluster.admin().deleteRecords(deletions).all());
    }
  }

  /** Has the stopped application go on behind what was deleted, as an operator does. */
  List<Skipped> skip() {
    List<Skipped> skipped = Skipped.now(configuration);
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    skipped.forEach(
        range ->
            offsets.put(
                new TopicPartition(topics.events().name(), range.partition()),
                new OffsetAndMetadata(range.to())));
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      cluster.answer(
          cluster
              .admin()
              .alterConsumerGroupOffsets(configuration.vigil().applicationId(), offsets)
              .all());
    }
    return skipped;
  }

  /** Something else that the application is said to have written. */
  void log(Path file) {
    logs.add(file);
  }

  Verdict verdict(List<Skipped> skipped, Duration patience) {
    return new Inquiry(configuration, events, ledger, watch, skipped, logs).verdict(patience);
  }

  /** What must be written. */
  Expected expected() {
    return new Expected(events, InputLog.read(configuration, ledger), List.of());
  }

  /** What is written. */
  Written written() {
    return Written.open(configuration);
  }

  AuditWatch watch() {
    return watch;
  }

  @Override
  public void close() {
    stopApplication();
    watch.close();
  }
}
