package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.Operation;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.replay.Pace;
import dev.vigil.topology.runtime.replay.ReplaySender;
import dev.vigil.topology.runtime.replay.SentRecords;
import dev.vigil.topology.runtime.replay.SentRecordsReader;
import dev.vigil.topology.runtime.reprocess.Reprocessing;
import dev.vigil.topology.runtime.reprocess.RunRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command that goes on must know of what was sent, and of what is gone. */
class SendingAgainTest {
  @TempDir Path state;

  @Test
  void whatStandsBehindAnOpenTransactionWasSent()
      throws IOException, ExecutionException, InterruptedException {
    try (Deployment vigil = new Deployment(state).createTopics();
        KafkaProducer<byte[], byte[]> hanging = transactional(vigil)) {
      hanging.initTransactions();
      hanging.beginTransaction();
      hanging
          .send(
              new ProducerRecord<>(
                  vigil.topic("vigil.operations"), "Ida".getBytes(UTF_8), new byte[] {0}))
          .get();
      TopicPartition source = new TopicPartition("somewhere", 3);
      Configuration configuration = vigil.configuration("vigil.startup-timeout=PT2S");
      try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
          Registry registry = registry(configuration)) {
        ReplaySender.Job job =
            new ReplaySender.Job(
                "dlq replay", Operation.DEAD_LETTERS_REPLAYED, "Ida", "dlq", Map.of());
        try (ReplaySender sender =
            new ReplaySender(
                configuration, cluster, registry, job, Pace.UNBOUNDED, InstantSource.system())) {
          sender.send(
              "p1".getBytes(UTF_8),
              "{}".getBytes(UTF_8),
              new RecordHeaders(),
              0,
              new ReplaySender.Source(source, 7));
          sender.finish();
        }

        assertThatThrownBy(() -> sentBefore(configuration, cluster, registry))
            .as("nobody knows yet")
            .isInstanceOf(VigilException.class)
            .hasMessageContaining("a transaction there is still open");

        hanging.abortTransaction();
        assertThat(sentBefore(configuration, cluster, registry).contains("somewhere", 3, 7))
            .isTrue();
      }
    }
  }

  private static SentRecords sentBefore(
      Configuration configuration, ClusterAdmin cluster, Registry registry) {
    return SentRecordsReader.read(
        configuration, cluster, registry, Operation.DEAD_LETTERS_REPLAYED, "dlq");
  }

  @Test
  void aRunSaysWhatRetentionTookBeforeItCameToIt()
      throws IOException, ExecutionException, InterruptedException {
    try (Deployment vigil =
        new Deployment(state, "vigil.outputs.treatment.purpose=TREAT").createTopics().start()) {
      for (int i = 0; i < 6; i++) {
        vigil.send("fhir.events", "p1", potassium("p1", "o" + i, 1, "4.1"));
      }
      int partition = vigil.read("fhir.audit", AuditRecord.class, 6).get(0).value().getPartition();
      vigil.stop();
      TopicPartition events = new TopicPartition(vigil.topic("fhir.events"), partition);
      Configuration configuration = vigil.configuration();
      try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
          Registry registry = registry(configuration)) {
        Reprocessing begun = run(configuration, cluster, registry, "halfway", events.topic());
        assertThatThrownBy(
                () -> begun.send("Ida", endingAfter(2), InstantSource.system(), read -> {}))
            .hasMessage("interrupted");
        Reprocessing meanwhile = run(configuration, cluster, registry, "slow", events.topic());
        assertThat(meanwhile.count(read -> {}).toSend()).isEqualTo(6);

        delete(cluster, events, 4);

        assertThatThrownBy(
                () -> meanwhile.send("Ida", Pace.UNBOUNDED, InstantSource.system(), read -> {}))
            .hasMessageContaining("2 were sent; 4 records of the range are gone");
        Reprocessing goesOn = run(configuration, cluster, registry, "halfway", events.topic());
        assertThat(goesOn.lost()).isEqualTo(2);
        try (CapturedStreams streams = new CapturedStreams()) {
          assertThat(execute(vigil, "reprocess", "--run", "halfway", "--outputs", "treatment"))
              .isEqualTo(12);
          assertThat(streams.out())
              .contains("Records to send: 2", "Deleted by retention before they were sent");
        }
      }
    }
  }

  private static Pace endingAfter(int after) {
    AtomicInteger sent = new AtomicInteger();
    return new Pace() {
      @Override
      public void await(int records) {
        if (sent.getAndAdd(records) >= after) {
          throw new IllegalStateException("interrupted");
        }
      }

      @Override
      public int batch() {
        return 1;
      }
    };
  }

  private static Reprocessing run(
      Configuration configuration,
      ClusterAdmin cluster,
      Registry registry,
      String run,
      String topic) {
    return new Reprocessing(
        configuration,
        cluster,
        registry,
        new RunRequest(
            run,
            new TreeSet<>(List.of("treatment")),
            topic,
            null,
            null,
            new TreeMap<>(),
            null,
            false));
  }

  private static void delete(ClusterAdmin cluster, TopicPartition partition, long before)
      throws ExecutionException, InterruptedException {
    cluster
        .admin()
        .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
        .all()
        .get();
  }

  private static Registry registry(Configuration configuration) {
    return new Registry(
        configuration.registrySettings(),
        configuration.vigil().startupTimeout(),
        InstantSource.system());
  }

  private static KafkaProducer<byte[], byte[]> transactional(Deployment vigil) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            vigil.configuration().kafkaSettings().get("bootstrap.servers"),
            "transactional.id",
            vigil.topic("hanging")),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static int execute(Deployment vigil, String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(vigil.arguments());
    return Vigil.execute(arguments.toArray(String[]::new));
  }
}
