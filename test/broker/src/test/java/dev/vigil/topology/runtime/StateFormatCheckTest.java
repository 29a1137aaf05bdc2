package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.vigil.avro.Operation;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.support.LocalPlatform;
import dev.vigil.topology.pipeline.state.StateFormat;
import dev.vigil.topology.runtime.LocalState.Note;
import dev.vigil.topology.runtime.RecordedState.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which state an instance starts on, and what it says where it does not. */
class StateFormatCheckTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final StateFormat FIRST = new StateFormat(1, 1);
  private static final StateFormat SECOND_READS_FIRST = new StateFormat(2, 1);
  private static final StateFormat SECOND_READS_ITSELF = new StateFormat(2, 2);

  private final String application = "format-" + COUNT.incrementAndGet();

  @TempDir Path state;

  private Configuration configuration;
  private ClusterAdmin cluster;
  private Registry registry;

  @BeforeEach
  void start() {
    LocalPlatform platform = LocalPlatform.shared();
    configuration =
        new ConfigLoader(Map.of())
            .load(
                null,
                List.of(
                    "kafka.bootstrap.servers=" + platform.broker().bootstrapServers(),
                    "registry.url=" + platform.registry().url(),
                    "vigil.topics.prefix=" + application + ".",
                    "vigil.application-id=" + application,
                    "vigil.startup-timeout=PT10S"));
    cluster = ClusterAdmin.connect(configuration);
    registry =
        new Registry(
            configuration.registrySettings(), Duration.ofSeconds(10), InstantSource.system());
    new TopicCreation(new TopicCatalogue(configuration.vigil()), cluster).create(1, (short) 1);
  }

  @AfterEach
  void stop() throws IOException {
    registry.close();
    cluster.close();
  }

  @Test
  void aNewApplicationRecordsItsFormatOnceAndGoesOnWithIt() {
    admit(FIRST, state);
    RecordedState recorded = recorded();
    assertThat(recorded.status()).isEqualTo(Status.IN_USE);
    assertThat(recorded.format()).isEqualTo(1);
    assertThat(new LocalState(state, application).note()).contains(new Note(1, 0));

    admit(FIRST, state);
    admit(FIRST, state.resolve("another-machine"));
    assertThat(recorded()).as("written once").isEqualTo(recorded);
  }

  @Test
  void stateOfANewerFormatStopsAndSaysWhichVersionToGoBackTo() {
    admit(SECOND_READS_FIRST, state);

    VigilException refusal = refusal(FIRST, state.resolve("empty"));

    assertThat(refusal.exitCode()).isEqualTo(ExitCode.STATE_FORMAT);
    assertThat(refusal.lines())
        .singleElement()
        .asString()
        .contains("state of format 2", "reads format 1", "go back to Vigil", "vigil reset");
  }

  @Test
  void stateTooOldToBeReadStops() {
    admit(FIRST, state);
    assertThat(refusal(SECOND_READS_ITSELF, state).lines())
        .singleElement()
        .asString()
        .contains("state of format 1", "reads format 2", "vigil reset");
    assertThat(recorded().format()).isEqualTo(1);
  }

  @Test
  void olderStateThatIsReadGoesOnInTheNewFormatOnlyOnceNobodyRuns() {
    admit(FIRST, state);
    try (KafkaConsumer<byte[], byte[]> running = runningInstance()) {
      assertThat(refusal(SECOND_READS_FIRST, state).lines())
          .singleElement()
          .asString()
          .contains("are running that keep state of format 1", "stop them all");
      assertThat(recorded().format()).isEqualTo(1);
      running.unsubscribe();
    }
    await().until(() -> cluster.members(application).isEmpty());

    admit(SECOND_READS_FIRST, state);
    assertThat(recorded().format()).isEqualTo(2);
    assertThat(refusal(FIRST, state).exitCode())
        .as("the old build does not come back on new state")
        .isEqualTo(ExitCode.STATE_FORMAT);
    try (KafkaConsumer<byte[], byte[]> running = runningInstance()) {
      assertThat(running.assignment()).isNotEmpty();
      admit(SECOND_READS_FIRST, state.resolve("another-machine"));
    }
  }

  @Test
  void aResetThatDidNotFinishStops() {
    write(RecordedState.BEGUN, 3);

    assertThat(refusal(FIRST, state).lines())
        .singleElement()
        .asString()
        .contains("Dr Ida began to reset", "vigil reset --execute");
  }

  @Test
  void localStateOfBeforeAResetIsDeletedAndThatOfAfterKept() throws IOException {
    admit(FIRST, state);
    Path store = Files.createDirectories(state.resolve(application).resolve("0_0/rocksdb"));
    Path file = Files.writeString(store.resolve("data"), "old");
    admit(FIRST, state);
    assertThat(file).exists();

    write(RecordedState.DONE, 1);
    admit(FIRST, state);
    assertThat(state.resolve(application).resolve("0_0")).doesNotExist();
    assertThat(recorded().status()).isEqualTo(Status.IN_USE);
    assertThat(recorded().epoch()).isEqualTo(1);

    Files.createDirectories(store);
    Files.writeString(file, "new");
    admit(FIRST, state);
    assertThat(file).exists();
  }

  @Test
  void localStateWhoseNoteCannotBeReadIsACopyThatNobodyTrusts() throws IOException {
    admit(FIRST, state);
    Path store = Files.createDirectories(state.resolve(application).resolve("0_0"));
    Files.writeString(state.resolve(application).resolve("vigil-state-format"), "form");

    admit(FIRST, state);

    assertThat(store).doesNotExist();
    assertThat(new LocalState(state, application).note()).contains(new Note(1, 0));
  }

  @Test
  void aNewerCopyThanTheApplicationsStateIsAQuestionForAPerson() {
    admit(FIRST, state);
    new LocalState(state, application).prepare(new Note(2, 0));

    assertThat(refusal(FIRST, state).lines())
        .singleElement()
        .asString()
        .contains("holds state of format 2", "keeps format 1", "delete this directory");
  }

  @Test
  void whatANewerReleaseWroteThereIsNotGuessed() {
    try (ControlWriter writer = writer()) {
      writer.write(
          RecordedState.CONTROLLED,
          writer.record(Operation.UNKNOWN, "pod-1", application, "done", Map.of("epoch", "1")));
    }
    assertThat(refusal(FIRST, state).lines())
        .singleElement()
        .asString()
        .contains("of a newer version");
  }

  private void write(String outcome, long epoch) {
    try (ControlWriter writer = writer()) {
      writer.write(
          RecordedState.CONTROLLED,
          writer.record(
              Operation.STATE_RESET,
              "Dr Ida",
              application,
              outcome,
              RecordedState.details(0, epoch)));
    }
  }

  private ControlWriter writer() {
    return new ControlWriter(configuration, cluster, registry, InstantSource.system(), "test");
  }

  private KafkaConsumer<byte[], byte[]> runningInstance() {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                LocalPlatform.shared().broker().bootstrapServers(),
                "group.id",
                application,
                "auto.offset.reset",
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of(application + ".fhir.events"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              consumer.poll(Duration.ofMillis(100));
              return !consumer.assignment().isEmpty();
            });
    return consumer;
  }

  private RecordedState recorded() {
    return RecordedState.of(ControlRecords.read(configuration, cluster, registry));
  }

  private void admit(StateFormat format, Path directory) {
    new StateFormatCheck(
            configuration,
            cluster,
            registry,
            InstantSource.system(),
            new LocalState(directory, application),
            format)
        .admit(ControlRecords.read(configuration, cluster, registry));
  }

  private VigilException refusal(StateFormat format, Path directory) {
    return catchThrowableOfType(VigilException.class, () -> admit(format, directory));
  }
}
