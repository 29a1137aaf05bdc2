package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.deleted;
import static dev.vigil.topology.pipeline.SampleEvent.patient;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertAck;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Outcome;
import dev.vigil.serdes.avro.WireFormat;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.topology.runtime.deadletter.DeadLetter;
import dev.vigil.topology.runtime.deadletter.ReplayedRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A dead letter whose cause is mended yields, replayed, exactly the outputs it would have had. */
class ReplayTest {
  private static final String TREATMENT = "vigil.outputs.treatment.purpose=TREAT";
  private static final String RESEARCH = "vigil.outputs.research.purpose=HRESCH";
  private static final int SCHEMA_ID = 42;

  @TempDir Path one;
  @TempDir Path other;

  /** What one record led to, as consumers and auditors see it; not where it stood. */
  private record Outcomes(
      List<FhirChangeEvent> treatment,
      List<FhirChangeEvent> research,
      List<CriticalLabAlert> alerts,
      List<Object> reviews,
      List<AuditRecord> audit) {

    /** All since the last call. */
    static Outcomes of(PipelineDriver pipeline) {
      List<CriticalLabAlert> alerts = pipeline.alerts();
      alerts.forEach(alert -> alert.setOrigin(null));
      List<Object> reviews = new ArrayList<>();
      pipeline
          .reviews()
          .forEach(item -> reviews.add(item.getReason() + " of " + item.getObservationId()));
      List<AuditRecord> audit = pipeline.audit();
      audit.forEach(
          record -> {
            record.setTopic("");
            record.setOffset(0L);
            record.setPreviousOffset(null);
            record.setPreviousHash(null);
            record.setHash(java.nio.ByteBuffer.allocate(0));
            record.setOrigin(null);
            record.setAttempt(0);
            // What held before a Consent is what held: after its failure that was indeterminate.
            if (record.getConsentChange() != null) {
              record.getConsentChange().getOutputs().forEach(one -> one.setBefore(one.getAfter()));
            }
          });
      return new Outcomes(
          pipeline.permitted("treatment"), pipeline.permitted("research"), alerts, reviews, audit);
    }

    void assertSame(Outcomes expected, Object event) {
      assertThat(treatment).as("%s", event).isEqualTo(expected.treatment);
      assertThat(research).as("%s", event).isEqualTo(expected.research);
      assertThat(alerts).as("%s", event).isEqualTo(expected.alerts);
      assertThat(reviews).as("%s", event).isEqualTo(expected.reviews);
      assertThat(audit).as("%s", event).isEqualTo(expected.audit);
    }
  }

  private static DeadLetter letter(TestRecord<byte[], byte[]> record) {
    return new DeadLetter(
        new ConsumerRecord<>(
            "fhir.dlq",
            0,
            0L,
            PipelineDriver.NOW.toEpochMilli(),
            TimestampType.LOG_APPEND_TIME,
            0,
            0,
            record.key(),
            record.value(),
            record.headers(),
            Optional.empty()));
  }

  /** As vigil dlq replay does. */
  private static void replay(PipelineDriver pipeline, TestRecord<byte[], byte[]> record) {
    DeadLetter letter = letter(record);
    assertThat(letter.malformed()).isEmpty();
    Headers headers = ReplayedRecord.headers(letter, letter.attempt().orElseThrow());
    pipeline.sendBytes("fhir.replay", record.key(), record.value(), headers);
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  /** Fails in one step, as long as it is broken. */
  private static Step planted(Step step, String failing, BooleanSupplier broken) {
    return step.name().equals(failing)
        ? PlantedFault.after(step, judgement -> broken.getAsBoolean())
        : step;
  }

  /** Each of a patient of its own, who has a Consent c1 to research and a critical Observation. */
  private static List<SampleEvent> changes() {
    return List.of(
        potassium("p1", "x-1", 1, "7.1"),
        potassium("p2", "o-p2", 2, "4.0"),
        deleted("p3", "Observation", "o-p3"),
        consent("p4", "c-p4", 2, "active", "deny", "HRESCH"),
        consent("p5", "d-p5", 1, "active", "deny", "TREAT"),
        deleted("p6", "Consent", "c-p6"),
        patient("p7", "2025-12-01"));
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
        "alert-life-cycle",
        "escalation"
      })
  void whereverItFailedItsReplayYieldsWhatWasMissed(String failing) {
    boolean[] broken = {false};
    String[] settings = {TREATMENT, RESEARCH, "vigil.inputs.acks=true"};
    try (PipelineDriver clean = PipelineDriver.start(one, settings);
        PipelineDriver pipeline =
            PipelineDriver.around(
                other, step -> planted(step, failing, () -> broken[0]), settings)) {
      for (SampleEvent event : changes()) {
        String patient = event.patient();
        for (PipelineDriver each : List.of(clean, pipeline)) {
          each.send(consent(patient, "c-" + patient, 1, "active", "permit", "HRESCH"));
          each.send(potassium(patient, "o-" + patient, 1, "7.3"));
          Outcomes.of(each);
        }
        broken[0] = true;
        pipeline.send(event);
        TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());
        Outcomes failed = Outcomes.of(pipeline);
        assertThat(failed.alerts()).isEmpty();
        assertThat(failed.treatment()).isEmpty();
        assertThat(only(failed.audit()).getOutcome()).isEqualTo(Outcome.DEAD_LETTERED);

        broken[0] = false;
        replay(pipeline, letter);
        clean.send(event);
        assertThat(pipeline.deadLetters()).isEmpty();
        Outcomes.of(pipeline).assertSame(Outcomes.of(clean), event);

        replay(pipeline, letter);
        Outcomes twice = Outcomes.of(pipeline);
        assertThat(only(twice.audit()).getOutcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(twice.alerts()).isEmpty();
        assertThat(twice.treatment()).isEmpty();

        for (PipelineDriver each : List.of(clean, pipeline)) {
          each.send(potassium(patient, "later-" + patient, 1, "7.4"));
        }
        Outcomes.of(pipeline).assertSame(Outcomes.of(clean), event);
      }
    }
  }

  static Stream<Arguments> mendedByAnOperator() {
    String deep = "\"extension\":[" + "{\"x\":" + "[".repeat(40) + "]".repeat(40) + "}],";
    SampleEvent critical = potassium("p1", "x", 1, "7.1");
    return Stream.of(
        Arguments.of(
            "too-large",
            critical
                .json()
                .replace(
                    "\"status\"", "\"note\":[{\"text\":\"" + "x".repeat(3_000) + "\"}],\"status\""),
            "vigil.inputs.max-value-bytes=2048",
            "vigil.inputs.max-value-bytes=8192"),
        Arguments.of(
            "json-too-deep",
            critical.json().replace("\"status\"", deep + "\"status\""),
            "vigil.inputs.max-depth=20",
            "vigil.inputs.max-depth=100"),
        Arguments.of(
            "key-mismatch",
            critical.json().replace("\"source\"", "\"tenant\":\"ward\",\"source\""),
            "vigil.tenants=true",
            "vigil.tenants=false"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mendedByAnOperator")
  void whatASettingRefusedPagesOnceTheSettingIsMended(
      String reason, String event, String before, String after) {
    TestRecord<byte[], byte[]> letter;
    try (PipelineDriver pipeline = PipelineDriver.start(one, TREATMENT, RESEARCH, before)) {
      pipeline.send("fhir.events", "p1", event, new RecordHeaders());
      letter = only(pipeline.deadLetters());
      assertThat(PipelineDriver.header(letter, "vigil.dlq.reason")).isEqualTo(reason);
    }
    try (PipelineDriver mended = PipelineDriver.start(one, TREATMENT, RESEARCH, after);
        PipelineDriver clean = PipelineDriver.start(other, TREATMENT, RESEARCH, after)) {
      clean.send("fhir.events", "p1", event, new RecordHeaders());
      replay(mended, letter);
      Outcomes outcomes = Outcomes.of(mended);
      assertThat(only(outcomes.alerts()).getPage()).isTrue();
      outcomes.assertSame(Outcomes.of(clean), "replay");
    }
  }

  @Test
  void aRecordInTheWrongPartitionIsReplayedIntoItsOwn() {
    TestRecord<byte[], byte[]> letter;
    try (PipelineDriver pipeline = PipelineDriver.withPartitions(one, 64)) {
      pipeline.send(potassium("p1", "x", 1, "7.1"));
      letter = only(pipeline.deadLetters());
    }
    try (PipelineDriver pipeline = PipelineDriver.start(other)) {
      replay(pipeline, letter);
      assertThat(only(pipeline.alerts()).getPage()).isTrue();
    }
  }

  private static byte[] avro(SampleEvent event) {
    return new WireFormat<FhirChangeEvent>(
            new SchemaId(SCHEMA_ID), FhirChangeEvent.getClassSchema())
        .encode(
            FhirChangeEvent.newBuilder()
                .setEventId(event.eventId())
                .setSource("lab")
                .setEventType(event.type())
                .setResourceType(event.resourceType())
                .setResourceId(event.resourceId())
                .setPatientId(event.patient())
                .setTenant("")
                .setTimestamp(Instant.parse("2026-03-01T11:59:00Z"))
                .setResource(event.resource())
                .build());
  }

  @Test
  void aSchemaThatWasRegisteredLaterYieldsThePage() {
    Map<Integer, Schema> schemas = new HashMap<>();
    byte[] value = avro(potassium("p1", "x", 1, "7.1"));
    try (PipelineDriver pipeline = PipelineDriver.withSchemas(one, schemas, TREATMENT, RESEARCH);
        PipelineDriver clean =
            PipelineDriver.withSchemas(
                other, Map.of(SCHEMA_ID, FhirChangeEvent.getClassSchema()), TREATMENT, RESEARCH)) {
      pipeline.sendBytes("fhir.events", "p1".getBytes(UTF_8), value, new RecordHeaders());
      TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());
      replay(pipeline, letter);
      TestRecord<byte[], byte[]> again = only(pipeline.deadLetters());
      assertThat(PipelineDriver.header(again, "vigil.dlq.attempt")).isEqualTo("1");
      Outcomes.of(pipeline);

      schemas.put(SCHEMA_ID, FhirChangeEvent.getClassSchema());
      replay(pipeline, again);
      clean.sendBytes("fhir.events", "p1".getBytes(UTF_8), value, new RecordHeaders());

      AuditRecord audit = only(pipeline.audit());
      assertThat(audit.getOrigin()).isEqualTo("fhir.events:0:0");
      assertThat(audit.getAttempt()).isEqualTo(2);
      clean.audit();
      Outcomes outcomes = Outcomes.of(pipeline);
      assertThat(only(outcomes.alerts()).getPage()).isTrue();
      outcomes.assertSame(Outcomes.of(clean), "replay");
    }
  }

  /** Binary CloudEvents are in the headers: they must come back with the record. */
  @Test
  void aCloudEventInHeadersIsReplayedAsOne() {
    boolean[] broken = {true};
    Headers headers = new RecordHeaders();
    SampleEvent event = potassium("p1", "x", 1, "7.1");
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", "e1",
            "ce_source", "lab",
            "ce_type", "observation.created",
            "ce_time", "2026-03-01T11:59:00Z",
            "ce_subject", "Observation/x",
            "content-type", "application/json",
            "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        .forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
    try (PipelineDriver pipeline =
        PipelineDriver.around(
            one, step -> planted(step, "critical-lab", () -> broken[0]), TREATMENT, RESEARCH)) {
      pipeline.sendBytes(
          "fhir.events", "p1".getBytes(UTF_8), event.resource().getBytes(UTF_8), headers);
      broken[0] = false;
      replay(pipeline, only(pipeline.deadLetters()));

      CriticalLabAlert alert = only(pipeline.alerts());
      assertThat(alert.getPage()).isTrue();
      assertThat(alert.getOrigin().getEventId()).isEqualTo("e1");
      assertThat(alert.getOrigin().getTraceparent()).startsWith("00-4bf9");
    }
  }

  @Test
  void theWholeTopicReplayedTwiceIsReplayedOnce() {
    boolean[] broken = {true};
    try (PipelineDriver pipeline =
        PipelineDriver.around(
            one,
            step -> planted(step, "consent-decisions", () -> broken[0]),
            TREATMENT,
            RESEARCH)) {
      pipeline.send(potassium("p1", "x", 1, "7.1"));
      pipeline.send(potassium("p1", "x", 2, "7.5"));
      pipeline.send("fhir.events", "p1", "{\"no\":\"event\"}", new RecordHeaders());
      pipeline.send(potassium("p2", "x", 1, "6.9"));
      List<TestRecord<byte[], byte[]>> letters = pipeline.deadLetters();
      assertThat(letters).hasSize(4);
      Outcomes.of(pipeline);

      broken[0] = false;
      letters.forEach(letter -> replay(pipeline, letter));
      Outcomes once = Outcomes.of(pipeline);
      assertThat(once.alerts())
          .extracting(alert -> alert.getPatientId() + " " + alert.getRevision())
          .containsExactly("p1 1", "p1 2", "p2 1");
      assertThat(pipeline.deadLetters()).hasSize(1);

      pipeline.advance(Duration.ofHours(1));
      letters.forEach(letter -> replay(pipeline, letter));
      Outcomes twice = Outcomes.of(pipeline);
      assertThat(twice.alerts()).isEmpty();
      assertThat(twice.treatment()).isEmpty();
      assertThat(twice.audit())
          .extracting(AuditRecord::getOutcome)
          .containsExactly(
              Outcome.DUPLICATE, Outcome.DUPLICATE, Outcome.DEAD_LETTERED, Outcome.DUPLICATE);
    }
  }

  private static SampleEvent undated(SampleEvent event, String eventId) {
    return event
        .withEventId(eventId)
        .withResource(event.resource().replaceAll("\"meta\":\\{[^}]*},", ""));
  }

  /** Neither number nor date: what stood first in the log is older, whenever it comes again. */
  @Test
  void anUndatedVersionReplayedAfterANewerOneChangesNothing() {
    boolean[] broken = {true};
    try (PipelineDriver pipeline =
        PipelineDriver.around(
            one, step -> planted(step, "order", () -> broken[0]), TREATMENT, RESEARCH)) {
      pipeline.send(undated(potassium("p1", "x", 1, "7.1"), "e1"));
      TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());
      broken[0] = false;
      pipeline.advance(Duration.ofMinutes(1));
      pipeline.send(undated(potassium("p1", "x", 1, "4.1"), "e2"));
      assertThat(pipeline.alerts()).isEmpty();

      replay(pipeline, letter);
      assertThat(pipeline.alerts()).as("4.1 is what holds").isEmpty();
      assertThat(pipeline.audit().get(2).getSuperseded()).isTrue();

      pipeline.advance(Duration.ofMinutes(1));
      pipeline.send(undated(potassium("p1", "x", 1, "7.2"), "e3"));
      assertThat(pipeline.alerts()).hasSize(1);
    }
  }

  @Test
  void anUndatedConsentReplayedAfterANewerOneChangesNothing() {
    boolean[] broken = {true};
    SampleEvent permit = consent("p1", "c1", 1, "active", "permit", "HRESCH");
    SampleEvent deny = consent("p1", "c1", 1, "active", "deny", "HRESCH");
    try (PipelineDriver pipeline =
        PipelineDriver.around(
            one,
            step -> planted(step, "recognise-duplicates", () -> broken[0]),
            TREATMENT,
            RESEARCH)) {
      pipeline.send(undated(permit, "e1"));
      TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());
      broken[0] = false;
      pipeline.advance(Duration.ofMinutes(1));
      pipeline.send(undated(deny, "e2"));
      replay(pipeline, letter);
      pipeline.send(potassium("p1", "o1", 1, "4.1"));

      assertThat(pipeline.permitted("research"))
          .extracting(FhirChangeEvent::getResourceId)
          .doesNotContain("o1");
    }
  }

  @Test
  void anOlderVersionReplayedHarmsNothing() {
    boolean[] broken = {true};
    try (PipelineDriver pipeline =
        PipelineDriver.around(
            one, step -> planted(step, "order", () -> broken[0]), TREATMENT, RESEARCH)) {
      pipeline.send(potassium("p1", "x", 3, "4.0"));
      TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());
      broken[0] = false;
      pipeline.send(potassium("p1", "x", 4, "7.4"));
      assertThat(pipeline.alerts()).hasSize(1);
      replay(pipeline, letter);
      assertThat(pipeline.alerts()).as("version 3 retracts nothing of version 4").isEmpty();
    }
  }

  private static final String CONSENTS = "vigil.inputs.consents=true";

  /** On fhir.consents what cannot be read at all is a Consent, of whatever id. */
  @Test
  void theReplayOfAConsentOfUnknownIdEndsWhatItsFailureBegan() {
    Map<Integer, Schema> schemas = new HashMap<>();
    byte[] value = avro(consent("p1", "c2", 1, "active", "permit", "TREAT"));
    try (PipelineDriver pipeline =
        PipelineDriver.withSchemas(one, schemas, TREATMENT, RESEARCH, CONSENTS)) {
      pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
      pipeline.sendBytes("fhir.consents", "p1".getBytes(UTF_8), value, new RecordHeaders());
      TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());
      pipeline.send(potassium("p1", "o1", 1, "4.1"));
      assertThat(ids(pipeline.permitted("research"))).containsExactly("c1");

      replay(pipeline, letter);
      TestRecord<byte[], byte[]> again = only(pipeline.deadLetters());
      pipeline.send(potassium("p1", "o2", 1, "4.1"));
      assertThat(ids(pipeline.permitted("research"))).as("still not known").isEmpty();

      schemas.put(SCHEMA_ID, FhirChangeEvent.getClassSchema());
      replay(pipeline, again);
      pipeline.send(potassium("p1", "o3", 1, "4.1"));
      assertThat(ids(pipeline.permitted("research"))).contains("o3");
    }
  }

  @Test
  void aReplayThatFailsAgainDoesNotUndoAnOperatorsClear() {
    try (PipelineDriver pipeline = PipelineDriver.start(one, TREATMENT, RESEARCH, CONSENTS)) {
      pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
      pipeline.send("fhir.consents", "p1", "{broken", new RecordHeaders());
      TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());
      clear(pipeline, "fhir.consents/0/0");
      replay(pipeline, letter);
      assertThat(pipeline.deadLetters()).hasSize(1);
      pipeline.send(potassium("p1", "o1", 1, "4.1"));
      assertThat(ids(pipeline.permitted("research"))).contains("o1");
    }
  }

  /** It has an id, is found unreadable, cleared by an operator, and fails for the same reason. */
  @Test
  void norOneOfAConsentWhoseIdIsKnown() {
    try (PipelineDriver pipeline = PipelineDriver.start(one, TREATMENT, RESEARCH)) {
      pipeline.send(consent("p1", "c1", 1, "active", "permit", "HRESCH"));
      pipeline.send(
          "fhir.events",
          "p1",
          consent("p1", "c1", 2, "active", "deny", "HRESCH")
              .json()
              .replace("\"provision\"", "\"patient\""),
          new RecordHeaders());
      TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());
      clear(pipeline, "fhir.events/0/1");
      replay(pipeline, letter);
      pipeline.send(potassium("p1", "o1", 1, "4.1"));
      assertThat(ids(pipeline.permitted("research"))).contains("o1");
    }
  }

  private static void clear(PipelineDriver pipeline, String seen) {
    pipeline.send(
        "fhir.replay",
        "p1",
        """
        {"eventId":"clear","source":"operator:ward","eventType":"patient.cleared",\
        "resourceType":"Patient","resourceId":"p1","versionId":"%s","patientId":"p1",\
        "timestamp":"2026-03-01T12:00:00Z"}"""
            .formatted(seen),
        new RecordHeaders());
  }

  private static List<String> ids(List<FhirChangeEvent> events) {
    return events.stream().map(FhirChangeEvent::getResourceId).toList();
  }

  @Test
  void aProducersOwnHeadersDoNotReachAnOperatorsReplay() {
    Headers forged = new RecordHeaders();
    for (String name :
        List.of(
            "vigil.origin",
            "vigil.origin.timestamp",
            "vigil.run",
            "vigil.run.outputs",
            "vigil.backfill",
            "vigil.page",
            "vigil.dlq.attempt",
            "vigil.dlq.timestamp",
            "vigil.dlq.reason")) {
      forged.add(name, "7".getBytes(UTF_8));
    }
    boolean[] broken = {true};
    try (PipelineDriver pipeline =
        PipelineDriver.around(
            one, step -> planted(step, "order", () -> broken[0]), TREATMENT, RESEARCH)) {
      SampleEvent event = potassium("p1", "x", 1, "7.1");
      pipeline.send("fhir.events", "p1", event.json(), forged);
      DeadLetter letter = letter(only(pipeline.deadLetters()));
      assertThat(letter.ownHeaders()).isEmpty();
      assertThat(letter.malformed()).isEmpty();
      assertThat(letter.attempt()).hasValue(0);
      assertThat(letter.time()).isEqualTo(PipelineDriver.NOW);
      assertThat(letter.reason()).isEqualTo("step-failed");

      broken[0] = false;
      pipeline.send("fhir.events", "p1", event.json(), forged);
      assertThat(only(pipeline.alerts()).getPage()).isTrue();
    }
  }

  /** Who may write one topic must not write as if to the other, by an operator's hand. */
  @Test
  void aReplayIsReadAsWhatItsTopicTakes() {
    SampleEvent event = potassium("p1", "x", 1, "7.1");
    AlertAck ack =
        AlertAck.newBuilder()
            .setAlertId("a")
            .setTenant("")
            .setPatientId("p1")
            .setBy("nurse")
            .setAt(PipelineDriver.NOW)
            .setReadBack(true)
            .build();
    try (PipelineDriver pipeline =
        PipelineDriver.start(one, TREATMENT, RESEARCH, "vigil.inputs.acks=true")) {
      pipeline.send("clinical.acks", "p1", event.json(), new RecordHeaders());
      pipeline.acknowledge("fhir.events", "p1", ack, new RecordHeaders());
      List<TestRecord<byte[], byte[]>> letters = pipeline.deadLetters();
      assertThat(letters).hasSize(2);

      letters.forEach(letter -> replay(pipeline, letter));
      assertThat(pipeline.alerts()).isEmpty();
      assertThat(pipeline.audit())
          .extracting(AuditRecord::getOutcome)
          .containsOnly(Outcome.DEAD_LETTERED);
    }
  }

  @Test
  void anAcknowledgementIsReplayedAsOne() {
    TestRecord<byte[], byte[]> letter;
    AlertAck ack =
        AlertAck.newBuilder()
            .setAlertId("a")
            .setTenant("ward")
            .setPatientId("p1")
            .setBy("nurse")
            .setAt(PipelineDriver.NOW)
            .setReadBack(true)
            .build();
    try (PipelineDriver pipeline =
        PipelineDriver.start(
            one, TREATMENT, RESEARCH, "vigil.inputs.acks=true", "vigil.tenants=true")) {
      pipeline.acknowledge("clinical.acks", "p1", ack, new RecordHeaders());
      letter = only(pipeline.deadLetters());
    }
    try (PipelineDriver pipeline =
        PipelineDriver.start(other, TREATMENT, RESEARCH, "vigil.inputs.acks=true")) {
      replay(pipeline, letter);
      assertThat(only(pipeline.audit()).getOutcome()).isEqualTo(Outcome.ACKNOWLEDGED);
    }
  }

  @Test
  void aRecordWithoutAKeyFailsAgainAndIsCounted() {
    try (PipelineDriver pipeline = PipelineDriver.start(one)) {
      pipeline.send(
          "fhir.events", null, potassium("p1", "x", 1, "7.1").json(), new RecordHeaders());
      TestRecord<byte[], byte[]> letter = only(pipeline.deadLetters());
      for (int attempt = 1; attempt <= 4; attempt++) {
        replay(pipeline, letter);
        letter = only(pipeline.deadLetters());
        @Nullable String counted = PipelineDriver.header(letter, "vigil.dlq.attempt");
        assertThat(counted).isEqualTo(Integer.toString(attempt));
        assertThat(letter(letter).origin()).hasToString("fhir.events:0:0");
        assertThat(letter(letter).source()).hasToString("fhir.replay:0:" + (attempt - 1));
      }
    }
  }
}
