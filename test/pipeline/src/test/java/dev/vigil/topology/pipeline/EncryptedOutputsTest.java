package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.deleted;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.VigilConfig;
import dev.vigil.serdes.encryption.ContentDecryption;
import dev.vigil.serdes.encryption.KeyServiceUnavailableException;
import dev.vigil.serdes.encryption.Keys;
import dev.vigil.serdes.encryption.NotDecryptableException;
import dev.vigil.serdes.encryption.ResourceDecryption;
import dev.vigil.support.SampleKeyFile;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.deadletter.DeadLetter;
import dev.vigil.topology.runtime.deadletter.DeadLetterValues;
import dev.vigil.topology.runtime.deadletter.ReplayedRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in encrypted outputs, who can read it, and what happens without the keys. */
class EncryptedOutputsTest {
  private static final String RESEARCH = "fhir.permitted.research";
  private static final String DLQ_KEY = "vigil.dead-letters.encrypt-with=dlq";

  @TempDir Path state;
  @TempDir Path secrets;
  private SampleKeyFile keys;
  private @Nullable PipelineDriver running;

  // JUnit calls makeKeys before all else.
  @SuppressWarnings("NullAway.Init")
  EncryptedOutputsTest() {}

  @BeforeEach
  void makeKeys() throws IOException {
    keys = SampleKeyFile.in(secrets, "research:1", "dlq:1");
  }

  private PipelineDriver start() {
    PipelineDriver pipeline =
        PipelineDriver.start(
            state,
            keys.setting(),
            DLQ_KEY,
            "vigil.startup-timeout=PT1S",
            "vigil.outputs.treatment.purpose=TREAT",
            "vigil.outputs.research.purpose=HRESCH",
            "vigil.outputs.research.without-consent=permit",
            "vigil.outputs.research.encrypt-with=research");
    running = pipeline;
    return pipeline;
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  private ResourceDecryption consumer(String output) {
    return new ResourceDecryption(output, Keys.at(keys.address(), Duration.ZERO));
  }

  private static FhirChangeEvent event(TestRecord<byte[], byte[]> output) {
    return PipelineDriver.decode(output.value(), FhirChangeEvent.class);
  }

  @Test
  void aConsumerWithTheKeyReadsWhatTheProducerSentAndNobodyElseDoes() throws Exception {
    PipelineDriver pipeline = start();
    SampleEvent sent = potassium("p1", "o1", 1, "7.1");
    pipeline.send(sent);

    TestRecord<byte[], byte[]> output = only(pipeline.raw(RESEARCH));
    FhirChangeEvent event = event(output);
    assertThat(event.getResource()).as("no reader takes it for FHIR").isNull();
    assertThat(event.getResourceId()).isEqualTo("o1");
    assertThat(new String(output.value(), UTF_8)).doesNotContain("valueQuantity", "2823-3");
    assertThat(consumer("research").resource(event)).isEqualTo(sent.resource());
    FhirChangeEvent plain = only(pipeline.permitted("treatment"));
    assertThat(plain.getResource()).as("another output is as before").isEqualTo(sent.resource());
    assertThat(plain.getEncryptedResource()).isNull();
    assertThat(consumer("treatment").resource(plain)).isEqualTo(sent.resource());
  }

  @Test
  void whatHasNoResourceNeedsNoKey() throws Exception {
    PipelineDriver pipeline = start();
    pipeline.send(deleted("p1", "Observation", "o1"));
    pipeline.send(consent("p1", "c1", 1, "active", "deny", "HRESCH"));
    keys.destroy("research:1");

    List<FhirChangeEvent> events = pipeline.permitted("research");
    assertThat(events).hasSize(2);
    for (FhirChangeEvent event : events) {
      assertThat(event.getEncryptedResource()).isNull();
      assertThat(consumer("research").resource(event)).isNull();
    }
  }

  @Test
  void ciphertextOfAnotherRecordOrOutputIsRefused() throws Exception {
    PipelineDriver pipeline = start();
    pipeline.send(potassium("p1", "o1", 1, "7.1"));
    pipeline.send(potassium("p2", "o1", 1, "4.1"));
    List<TestRecord<byte[], byte[]>> outputs = pipeline.raw(RESEARCH);
    FhirChangeEvent first = event(outputs.get(0));
    FhirChangeEvent second = event(outputs.get(1));

    ByteBuffer own = first.getEncryptedResource();
    first.setEncryptedResource(second.getEncryptedResource());
    assertThatThrownBy(() -> consumer("research").resource(first))
        .isInstanceOf(NotDecryptableException.class);
    first.setEncryptedResource(own);
    assertThatThrownBy(() -> consumer("quality").resource(first))
        .isInstanceOf(NotDecryptableException.class);
    assertThat(consumer("research").resource(first)).contains("7.1");
    first.setPatientId("p2");
    assertThatThrownBy(() -> consumer("research").resource(first))
        .isInstanceOf(NotDecryptableException.class);
  }

  @Test
  void aRotatedKeyIsUsedWithoutARestartAndTheOldOneStillReads() throws Exception {
    PipelineDriver pipeline = start();
    pipeline.send(potassium("p1", "o1", 1, "4.1"));
    keys.add("research:2");
    pipeline.advance(Duration.ofMinutes(15));
    pipeline.send(potassium("p1", "o2", 1, "4.2"));

    List<FhirChangeEvent> events = pipeline.permitted("research");
    assertThat(keyId(events.get(0))).isEqualTo("research:1");
    assertThat(keyId(events.get(1))).isEqualTo("research:2");
    assertThat(consumer("research").resource(events.get(0))).contains("4.1");
    assertThat(consumer("research").resource(events.get(1))).contains("4.2");

    keys.destroy("research:1");
    ResourceDecryption after = consumer("research");
    assertThat(after.resource(events.get(1))).contains("4.2");
    assertThatThrownBy(() -> after.resource(events.get(0)))
        .isInstanceOf(KeyServiceUnavailableException.class)
        .hasMessageContaining("has no key research:1");
  }

  private static String keyId(FhirChangeEvent event) throws NotDecryptableException {
    byte[] content = new byte[event.getEncryptedResource().remaining()];
    event.getEncryptedResource().duplicate().get(content);
    return ContentDecryption.keyId(content);
  }

  @Test
  void withoutTheKeyServiceTheInstanceStopsAndWritesNothing() throws Exception {
    PipelineDriver pipeline = start();
    pipeline.send(potassium("p1", "o1", 1, "4.1"));
    pipeline.raw(RESEARCH);
    pipeline.audit();
    Files.delete(keys.path());
    pipeline.advance(Duration.ofMinutes(15));

    assertThatThrownBy(() -> pipeline.send(potassium("p1", "o2", 1, "7.1")))
        .hasRootCauseInstanceOf(NoSuchFileException.class)
        .satisfies(
            thrown -> assertThat(causes(thrown)).contains(KeyServiceUnavailableException.class));
    assertThat(pipeline.raw(RESEARCH)).isEmpty();
    assertThat(pipeline.raw("fhir.permitted.treatment"))
        .as("what was written before alone")
        .hasSize(1);
    assertThat(pipeline.deadLetters()).as("no record's fault").isEmpty();
    assertThat(pipeline.audit()).isEmpty();
    assertThat(pipeline.alerts()).isEmpty();
  }

  private static List<Class<?>> causes(Throwable thrown) {
    List<Class<?>> causes = new ArrayList<>();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      causes.add(cause.getClass());
    }
    return causes;
  }

  @Test
  void aDeadLetterIsEncryptedAndItsReplayIsTheRecordAsItCame() {
    PipelineDriver pipeline = start();
    SampleEvent good = potassium("p1", "o1", 1, "7.1");
    byte[] value = good.json().getBytes(UTF_8);
    // Under another key it is a dead letter; the key stays, so that a replay finds its partition.
    pipeline.sendBytes("fhir.events", "p2".getBytes(UTF_8), value, new RecordHeaders());

    TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());
    assertThat(PipelineDriver.header(letter, "vigil.dlq.encrypted")).isEqualTo("1");
    assertThat(new String(letter.value(), UTF_8)).doesNotContain("valueQuantity", "Patient/p1");
    assertThat(letter.key()).isEqualTo("p2".getBytes(UTF_8));
    DeadLetter read = read(letter.key(), letter.value(), letter.headers());
    assertThat(read.malformed()).isEmpty();
    try (DeadLetterValues values = new DeadLetterValues(config(keys.setting()))) {
      assertThat(values.require(read)).isEqualTo(value);

      Headers replayed = ReplayedRecord.headers(read, 0);
      assertThat(replayed.lastHeader("vigil.dlq.encrypted")).isNull();
      pipeline.sendBytes("fhir.replay", "p1".getBytes(UTF_8), values.require(read), replayed);
    }
    CriticalLabAlert alert = only(pipeline.alerts());
    assertThat(alert.getObservationId()).isEqualTo("o1");
  }

  @Test
  void aDeadLetterOfAReplayIsEncryptedAnew() {
    PipelineDriver pipeline = start();
    pipeline.send("fhir.events", "p1", "{\"broken\":", new RecordHeaders());
    TestRecord<byte[], byte[]> first = only(pipeline.deadLetters());
    try (DeadLetterValues values = new DeadLetterValues(config(keys.setting()))) {
      DeadLetter letter = read(first.key(), first.value(), first.headers());
      pipeline.sendBytes(
          "fhir.replay", first.key(), values.require(letter), ReplayedRecord.headers(letter, 0));

      TestRecord<byte[], byte[]> again = only(pipeline.deadLetters());
      assertThat(PipelineDriver.header(again, "vigil.dlq.topic")).isEqualTo("fhir.replay");
      assertThat(values.require(read(again.key(), again.value(), again.headers())))
          .isEqualTo("{\"broken\":".getBytes(UTF_8));
    }
  }

  @Test
  void aRecordWithoutValueHasNothingToEncrypt() {
    PipelineDriver pipeline = start();
    pipeline.send("fhir.events", "p1", null, new RecordHeaders());

    TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());
    assertThat(letter.value()).isNull();
    assertThat(letter.headers().lastHeader("vigil.dlq.encrypted")).isNull();
  }

  @Test
  void whoCannotDecryptADeadLetterIsToldWhatToDo() throws Exception {
    PipelineDriver pipeline = start();
    pipeline.send("fhir.events", "p1", "{\"broken\":", new RecordHeaders());
    TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());
    DeadLetter read = read(letter.key(), letter.value(), letter.headers());

    assertThat(refusal(read, Optional.empty()))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
        .hasMessage(
            "The dead letter at 0:0 is encrypted with the key dlq:1: set vigil.encryption.service"
                + " (-c, --set)");
    keys.destroy("dlq:1");
    assertThat(refusal(read, Optional.of(keys.setting())))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.KEY_SERVICE))
        .hasMessageContaining("has no key dlq:1");

    SampleKeyFile others = SampleKeyFile.in(Files.createDirectory(secrets.resolve("b")), "dlq:1");
    assertThat(refusal(read, Optional.of(others.setting())))
        .hasMessageContaining("is not the one that the data key was wrapped with");
  }

  @Test
  void aDeadLetterThatWasMovedIsRefused() {
    PipelineDriver pipeline = start();
    pipeline.send("fhir.events", "p1", "{\"broken\":", new RecordHeaders());
    TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());

    assertThat(
            refusal(
                read("p2".getBytes(UTF_8), letter.value(), letter.headers()),
                Optional.of(keys.setting())))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_PROVEN))
        .hasMessageContaining("its value, its key or its headers were changed");
  }

  private static VigilException refusal(DeadLetter letter, Optional<String> setting) {
    try (DeadLetterValues values =
        new DeadLetterValues(config(setting.stream().toArray(String[]::new)))) {
      values.require(letter);
    } catch (VigilException e) {
      return e;
    }
    throw new AssertionError("it was decrypted");
  }

  private static VigilConfig config(String... settings) {
    return new ConfigLoader(Map.of()).load(null, List.of(settings)).vigil();
  }

  private static DeadLetter read(byte[] key, byte[] value, Headers headers) {
    return new DeadLetter(
        new ConsumerRecord<>(
            "fhir.dlq",
            0,
            0,
            0,
            TimestampType.CREATE_TIME,
            key.length,
            value.length,
            key,
            value,
            headers,
            Optional.empty()));
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
