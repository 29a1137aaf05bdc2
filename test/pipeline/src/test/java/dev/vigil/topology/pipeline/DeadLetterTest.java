package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Outcome;
import dev.vigil.serdes.event.DeadLetterHeaders;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that cannot be processed: one dead letter, one audit record, and the stream goes on. */
class DeadLetterTest {
  @TempDir Path state;

  static Stream<Arguments> poison() {
    byte[] random = new byte[300];
    new Random(7).nextBytes(random);
    random[0] = 'x';
    byte[] avro = {0, 0, 0, 0, 42, 1, 2, 3};
    String deep = "{\"resource\":{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}}";
    return Stream.of(
        Arguments.of("random bytes", "p1", random, "unrecognised-form"),
        Arguments.of("no bytes", "p1", new byte[0], "empty-value"),
        Arguments.of("no value", "p1", null, "null-value"),
        Arguments.of(
            "no key", null, potassium("p1", "o9", 1, "7.1").json().getBytes(UTF_8), "key-missing"),
        Arguments.of(
            "too large",
            "p1",
            ("{\"a\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(UTF_8),
            "too-large"),
        Arguments.of("nested too deep", "p1", deep.getBytes(UTF_8), "json-too-deep"),
        Arguments.of(
            "another patient's key",
            "p2",
            potassium("p1", "o9", 1, "7.1").json().getBytes(UTF_8),
            "key-mismatch"),
        Arguments.of(
            "another patient's resource",
            "p1",
            potassium("p1", "o9", 1, "7.1")
                .json()
                .replace("Patient/p1", "Patient/p2")
                .getBytes(UTF_8),
            "wrong-patient"),
        Arguments.of("a schema nobody registered", "p1", avro, "unknown-schema"));
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("poison")
  void poisonInTheMiddleOfAStreamIsSetAside(
      String what, @Nullable String key, byte @Nullable [] value, String reason) {
    try (PipelineDriver pipeline = PipelineDriver.start(state)) {
      pipeline.send(potassium("p1", "o1", 1, "4.2"));
      pipeline.sendBytes(
          "fhir.events", key == null ? null : key.getBytes(UTF_8), value, new RecordHeaders());
      pipeline.send(potassium("p1", "o2", 1, "7.1"));

      TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());
      assertThat(letter.value()).as("as received").isEqualTo(value);
      assertThat(letter.key()).isEqualTo(key == null ? null : key.getBytes(UTF_8));
      assertThat(PipelineDriver.header(letter, "vigil.dlq.reason")).isEqualTo(reason);
      assertThat(PipelineDriver.header(letter, "vigil.dlq.topic")).isEqualTo("fhir.events");
      assertThat(PipelineDriver.header(letter, "vigil.dlq.offset")).isEqualTo("1");
      assertThat(pipeline.audit())
          .extracting(AuditRecord::getOutcome)
          .containsExactly(Outcome.PERMITTED, Outcome.DEAD_LETTERED, Outcome.PERMITTED);
      assertThat(pipeline.permitted("treatment"))
          .extracting(FhirChangeEvent::getResourceId)
          .containsExactly("o1", "o2");
      assertThat(pipeline.alerts()).hasSize(1);
    }
  }

  @Test
  void aRecordInAPartitionThatIsNotItsKeysIsSetAside() {
    try (PipelineDriver pipeline = PipelineDriver.withPartitions(state, 64)) {
      pipeline.send(potassium("p1", "o1", 1, "7.1"));

      assertThat(PipelineDriver.header(only(pipeline.deadLetters()), "vigil.dlq.reason"))
          .isEqualTo("wrong-partition");
    }
  }

  /** Fails once in one step, for one Observation; then the cause is mended. */
  private static Step planted(Step step, String failing) {
    AtomicBoolean mended = new AtomicBoolean();
    return step.name().equals(failing)
        ? PlantedFault.after(
            step,
            judgement ->
                judgement.hasEvent()
                    && judgement.event().resourceId().equals("o2")
                    && mended.compareAndSet(false, true))
        : step;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "decode",
        "recognise-duplicates",
        "order",
        "patient-facts",
        "consent-decisions",
        "critical-lab",
        "alert-life-cycle"
      })
  void aStepThatThrowsMakesADeadLetterWhoseReplayYieldsWhatWasMissed(String failing) {
    try (PipelineDriver pipeline = PipelineDriver.around(state, step -> planted(step, failing))) {
      pipeline.send(potassium("p1", "o1", 1, "4.2"));
      pipeline.send(potassium("p1", "o2", 1, "7.1"));
      pipeline.send(potassium("p1", "o3", 1, "4.3"));

      TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());
      assertThat(PipelineDriver.header(letter, "vigil.dlq.reason")).isEqualTo("step-failed");
      assertThat(PipelineDriver.header(letter, "vigil.dlq.location")).isEqualTo(failing);
      assertThat(letter.headers())
          .allSatisfy(
              header ->
                  assertThat(new String(header.value(), UTF_8))
                      .as("no exception message, no patient")
                      .doesNotContain("p1")
                      .doesNotContain("planted"));
      assertThat(pipeline.alerts()).isEmpty();
      assertThat(pipeline.permitted("treatment")).hasSize(2);

      pipeline.sendBytes("fhir.replay", letter.key(), letter.value(), letter.headers());

      CriticalLabAlert alert = only(pipeline.alerts());
      assertThat(alert.getObservationId()).isEqualTo("o2");
      assertThat(alert.getPage()).isTrue();
      assertThat(pipeline.permitted("treatment"))
          .extracting(FhirChangeEvent::getResourceId)
          .containsExactly("o2");
      assertThat(pipeline.audit())
          .extracting(AuditRecord::getOutcome)
          .containsExactly(
              Outcome.PERMITTED, Outcome.DEAD_LETTERED, Outcome.PERMITTED, Outcome.PERMITTED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a result", "a Consent"})
  void damagedStateStopsTheInstanceAndIsNotTakenForTheRecordsFault(String next) {
    try (PipelineDriver pipeline = PipelineDriver.start(state)) {
      pipeline.send(consent("p1", "c1", 1, "active", "deny", "TREAT"));
      pipeline.damageStateOf("p1");

      SampleEvent event =
          next.equals("a result")
              ? potassium("p1", "o1", 1, "7.1")
              : consent("p1", "c1", 2, "active", "permit", "TREAT");
      assertThatThrownBy(() -> pipeline.send(event)).isInstanceOf(KafkaException.class);
      assertThat(pipeline.deadLetters()).isEmpty();
    }
  }

  @Test
  void anOutputThatWouldBeTooLargeIsFoundBeforeItIsSent() {
    try (PipelineDriver pipeline =
        PipelineDriver.start(
            state, "vigil.inputs.max-value-bytes=2048", "vigil.outputs.treatment.purpose=TREAT")) {
      // Input headers travel with every output, but do not count as value.
      RecordHeaders headers = new RecordHeaders();
      headers.add("large", new byte[70_000]);
      pipeline.send("fhir.events", "p1", potassium("p1", "o1", 1, "7.1").json(), headers);

      assertThat(pipeline.deadLetters()).as("headers beyond 8 KB do not travel").isEmpty();
      assertThat(only(pipeline.audit()).getNotes()).contains("headers-truncated");
    }
  }

  @Test
  void anUnreadableConsentIsADeadLetterThatLeavesThePatientIndeterminate() {
    try (PipelineDriver pipeline = PipelineDriver.start(state)) {
      var broken = consent("p1", "c1", 1, "active", "permit", "HRESCH");
      pipeline.send("fhir.events", "p1", broken.json().replace("}", ""), new RecordHeaders());
      pipeline.send(potassium("p1", "o1", 1, "7.1"));

      assertThat(PipelineDriver.header(only(pipeline.deadLetters()), "vigil.dlq.reason"))
          .isEqualTo("malformed-json");
      AuditRecord audit = pipeline.audit().get(1);
      assertThat(audit.getOutputs())
          .extracting(output -> output.getName() + " " + output.getRule())
          .containsExactly(
              "research indeterminate-closed",
              "treatment indeterminate-open",
              "alerts indeterminate-open");
    }
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"key", "value", "header"})
  void whatTheDeadLetterTopicWouldRefuseIsSetAsideWithoutContent(String large) {
    byte[] bytes = "x".repeat(3 << 20).getBytes(UTF_8);
    byte[] key = large.equals("key") ? bytes : "p1".getBytes(UTF_8);
    byte[] value = large.equals("value") ? bytes : "{".getBytes(UTF_8);
    RecordHeaders headers = new RecordHeaders();
    headers.add("own", large.equals("header") ? bytes : new byte[0]);
    try (PipelineDriver pipeline = PipelineDriver.start(state)) {
      pipeline.sendBytes("fhir.events", key, value, headers);

      TestRecord<byte[], byte[]> letter = pipeline.deadLetters().get(0);
      assertThat(letter.value()).isNull();
      assertThat(letter.headers().lastHeader("own")).isNull();
      assertThat(letter.key()).isEqualTo(large.equals("key") ? null : key);
      assertThat(PipelineDriver.header(letter, DeadLetterHeaders.LEFT_OUT)).isEqualTo("true");
      assertThat(PipelineDriver.header(letter, DeadLetterHeaders.OFFSET)).isEqualTo("0");
      assertThat(pipeline.raw("fhir.audit"))
          .singleElement()
          .satisfies(
              audit -> assertThat(audit.key() == null || audit.key().length < 1 << 20).isTrue());
    }
  }
}
