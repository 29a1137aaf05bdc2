package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.vigil.avro.AlertAck;
import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Decision;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.avro.ReviewItem;
import dev.vigil.serdes.avro.RegistryUnavailableException;
import dev.vigil.topology.runtime.VigilException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the records of acknowledgement and escalation say, and what becomes of those that are no
 * acknowledgements. The stories of escalation-cases/ tell when what is written.
 */
class EscalationTest {
  private static final Duration FIRST = Duration.ofMinutes(15);

  @TempDir Path state;
  PipelineDriver pipeline;

  @BeforeEach
  void start() {
    pipeline = PipelineDriver.start(state, "vigil.inputs.acks=true");
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  private void restart(String... settings) {
    pipeline.close();
    String[] all = Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = "vigil.inputs.acks=true";
    pipeline = PipelineDriver.start(state, all);
  }

  private AlertAck.Builder ackOf(CriticalLabAlert alert) {
    return AlertAck.newBuilder()
        .setAlertId(alert.getAlertId())
        .setTenant(alert.getTenant())
        .setPatientId(alert.getPatientId())
        .setBy("nurse-7@ward")
        .setAt(pipeline.now());
  }

  private CriticalLabAlert raised() {
    pipeline.send(potassium("p1", "o1", 1, "7.1"));
    return only(pipeline.alerts());
  }

  @Test
  void anEscalationIsAPageOfItsOwnThatNeedsNoLookUp() {
    var headers = new RecordHeaders();
    headers.add(
        "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes(UTF_8));
    pipeline.send("fhir.events", "p1", potassium("p1", "o1", 1, "7.1").json(), headers);
    CriticalLabAlert raised = only(pipeline.alerts());
    assertThat(raised.getAcknowledgeBy()).isEqualTo(PipelineDriver.NOW.plus(FIRST));

    pipeline.advance(FIRST);

    var record = only(pipeline.raw("clinical.alerts"));
    assertThat(record.key()).isEqualTo("p1".getBytes(UTF_8));
    assertThat(PipelineDriver.header(record, "traceparent"))
        .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    CriticalLabAlert expected =
        CriticalLabAlert.newBuilder(raised)
            .setStatus(AlertStatus.ESCALATED)
            .setRevision(2)
            .setLevel(1)
            .setAt(pipeline.now())
            .setStandingMs(FIRST.toMillis())
            .setAcknowledgeBy(pipeline.now().plus(FIRST))
            .setPreviousValue("7.1 mmol/L")
            .build();
    assertThat(PipelineDriver.decode(record.value(), CriticalLabAlert.class)).isEqualTo(expected);
    var written = only(pipeline.raw("vigil.operations"));
    assertThat(PipelineDriver.header(written, "traceparent"))
        .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    OperationRecord operation = PipelineDriver.decode(written.value(), OperationRecord.class);
    assertThat(operation.getOperation()).isEqualTo(Operation.ALERT_ESCALATED);
    assertThat(operation.getBy()).isEqualTo("vigil");
    assertThat(operation.getSubject()).isEqualTo(raised.getAlertId());
    assertThat(operation.getPatientId()).isEqualTo("p1");
    assertThat(operation.getDetails()).containsExactlyEntriesOf(Map.of("level", "1"));
    assertThat(pipeline.audit()).as("time is no input record").hasSize(1);
  }

  @Test
  void anEscalationAgainstADenyIsRecordedAsOne() {
    restart("vigil.alerts.on-deny=break-glass");
    raised();
    pipeline.send(consent("p1", "c1", 1, "active", "deny", "TREAT"));
    pipeline.advance(FIRST);

    assertThat(only(pipeline.alerts()).getBreakGlass()).isTrue();
    assertThat(only(pipeline.operations()).getOutcome()).isEqualTo("break-glass");
  }

  @Test
  void withoutAcknowledgementsNothingIsEscalated() {
    pipeline.close();
    pipeline = PipelineDriver.start(state);
    assertThat(raised().getAcknowledgeBy()).isNull();
    pipeline.advance(Duration.ofDays(1));
    assertThat(pipeline.alerts()).isEmpty();
  }

  @Test
  void everyAcknowledgementIsAuditedWithWhoAndWhat() {
    CriticalLabAlert alert = raised();
    pipeline.advance(Duration.ofMinutes(4));
    pipeline.acknowledge(ackOf(alert).build());
    pipeline.acknowledge(ackOf(alert).build());

    List<AuditRecord> audit = pipeline.audit().subList(1, 3);
    assertThat(audit)
        .allSatisfy(
            record -> {
              assertThat(record.getTopic()).isEqualTo("clinical.acks");
              assertThat(record.getOutcome()).isEqualTo(Outcome.ACKNOWLEDGED);
              assertThat(record.getSource()).isEqualTo("nurse-7@ward");
              assertThat(record.getPatientId()).isEqualTo("p1");
              assertThat(record.getEventId()).isNull();
              assertThat(record.getOutputs()).isEmpty();
              assertThat(record.getAlerts())
                  .extracting("alertId", "revision", "status")
                  .containsExactly(tuple(alert.getAlertId(), 1, AlertStatus.RAISED));
            });
    assertThat(audit)
        .extracting(record -> record.getNotes().get(0))
        .containsExactly("acknowledged", "already-acknowledged");
    assertThat(audit.get(1).getPreviousHash()).isEqualTo(audit.get(0).getHash());
    assertThat(pipeline.counted("vigil.acknowledgements", "outcome", "acknowledged")).isEqualTo(1);
    assertThat(pipeline.counted("vigil.acknowledgements")).isEqualTo(2);
    assertThat(pipeline.timer("vigil.alert.acknowledgement").count()).isEqualTo(1);
    assertThat(pipeline.timer("vigil.alert.acknowledgement").totalTime(TimeUnit.MINUTES))
        .isEqualTo(4);
  }

  @Test
  void escalationsAreCountedByLevelAndEnd() {
    restart("vigil.escalation.ladder=PT5M,PT5M");
    raised();
    for (int i = 0; i < 5; i++) {
      pipeline.advance(Duration.ofMinutes(5));
    }

    assertThat(pipeline.counted("vigil.escalations", "level", "1")).isEqualTo(1);
    assertThat(pipeline.counted("vigil.escalations", "level", "2")).isEqualTo(1);
    assertThat(pipeline.counted("vigil.escalations")).isEqualTo(2);
    assertThat(pipeline.counted("vigil.escalations.ended", "outcome", "ladder-ended")).isEqualTo(1);
    assertThat(pipeline.counted("vigil.alerts", "status", "escalated")).isEqualTo(2);
  }

  @Test
  void aRuleOfItsOwnReplacesTheFirstStep() throws Exception {
    Path profile = state.resolve("profile.csv");
    Files.writeString(profile, PROFILE);
    restart("vigil.profile=" + profile);

    assertThat(raised().getAcknowledgeBy()).isEqualTo(pipeline.now().plus(Duration.ofMinutes(3)));
    pipeline.advance(Duration.ofMinutes(3));
    assertThat(only(pipeline.alerts()).getAcknowledgeBy()).isEqualTo(pipeline.now().plus(FIRST));
  }

  private static final String PROFILE =
      """
      # name: test
      # version: 1
      loinc,analyte,specimen,unit_ucum,low_critical,low_op,high_critical,high_op,age_min,\
      acknowledge_within,enabled,source
      2823-3,Potassium,SerPl,mmol/L,2.8,<,6.2,>,P0D,PT3M,yes,test
      """;

  @Test
  void consentIsAskedAboutTheNewestVersionOfTheResult() {
    var withLabels = consent("p1", "c1", 1, "active", "permit", "TREAT");
    String denied =
        "\"type\":\"permit\",\"provision\":[{\"type\":\"deny\",\"purpose\":[{\"code\":\"TREAT\"}],"
            + "\"securityLabel\":[{\"system\":"
            + "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"HIV\"}]}]";
    pipeline.send(
        withLabels.withResource(withLabels.resource().replace("\"type\":\"permit\"", denied)));
    CriticalLabAlert raised = raised();
    assertThat(raised.getConsent().getDecision()).isEqualTo(Decision.PERMIT);

    var labelled = potassium("p1", "o1", 2, "7.1");
    pipeline.send(
        labelled.withResource(
            labelled
                .resource()
                .replace(
                    "\"meta\":{",
                    "\"meta\":{\"security\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\","
                        + "\"code\":\"HIV\"}],")));
    assertThat(pipeline.alerts()).as("withheld by now, and nothing new to say").isEmpty();
    pipeline.reviews();
    pipeline.advance(FIRST);

    assertThat(pipeline.alerts()).isEmpty();
    ReviewItem item = only(pipeline.reviews());
    assertThat(item.getReason()).isEqualTo("withheld-critical");
    assertThat(item.getLoinc()).as("no clinical content").isNull();
    OperationRecord operation = only(pipeline.operations());
    assertThat(operation.getOperation()).isEqualTo(Operation.ESCALATION_ENDED);
    assertThat(operation.getOutcome()).isEqualTo("consent-denied");
  }

  @Test
  void aResultTooLargeToBeKeptIsEscalatedAsLongAsNoConsentIsAboutItsContent() {
    var large = potassium("p1", "o1", 1, "7.1");
    pipeline.send(
        large.withResource(
            large
                .resource()
                .replace(
                    "\"status\"",
                    "\"note\":[{\"text\":\"" + "x".repeat(70_000) + "\"}],\"status\"")));
    assertThat(pipeline.alerts()).hasSize(1);
    pipeline.advance(FIRST);

    assertThat(only(pipeline.alerts()).getLevel()).isEqualTo(1);
  }

  @Test
  void anAcknowledgementCountsForItsTenantOnly() {
    restart("vigil.tenants=true");
    String event = potassium("p1", "o1", 1, "7.1").json();
    pipeline.send(
        "fhir.events",
        "north|p1",
        event.replace("\"source\"", "\"tenant\":\"north\",\"source\""),
        new RecordHeaders());
    CriticalLabAlert north = only(pipeline.alerts());

    pipeline.acknowledge(ackOf(north).setTenant("south").build());
    pipeline.advance(FIRST);
    assertThat(only(pipeline.alerts()).getLevel()).isEqualTo(1);
    pipeline.acknowledge(ackOf(north).build());
    pipeline.advance(Duration.ofHours(5));

    assertThat(pipeline.alerts()).isEmpty();
    assertThat(pipeline.audit())
        .extracting(record -> String.join(",", record.getNotes()))
        .containsExactly("", "unknown-alert", "acknowledged");
  }

  @Test
  void manyThatAreDueAtOnceAreAllEscalatedOnceOverSomeTicks() {
    for (int i = 0; i < 250; i++) {
      pipeline.send(potassium("p" + i, "o" + i, 1, "7.1"));
    }
    assertThat(pipeline.alerts()).hasSize(250);
    pipeline.advance(FIRST);
    List<CriticalLabAlert> first = pipeline.alerts();
    assertThat(first).as("records are not held up for long").hasSizeBetween(1, 249);
    pipeline.advance(Duration.ofSeconds(1));
    pipeline.advance(Duration.ofSeconds(1));
    pipeline.advance(Duration.ofSeconds(1));

    List<CriticalLabAlert> rest = pipeline.alerts();
    assertThat(first.size() + rest.size()).isEqualTo(250);
    assertThat(rest)
        .extracting(CriticalLabAlert::getAlertId)
        .doesNotHaveDuplicates()
        .doesNotContainAnyElementsOf(first.stream().map(CriticalLabAlert::getAlertId).toList());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "null-value, -",
        "empty-value, -",
        "unrecognised-form, -",
        "malformed-avro, -",
        "malformed-avro, trailing-content",
        "unknown-schema, -",
        "too-large, value",
        "key-missing, -",
        "key-mismatch, patientId",
        "field-missing, alertId",
        "field-missing, by",
        "field-invalid, by",
      })
  void whatIsNoAcknowledgementIsADeadLetterAndStopsNothing(
      String reason, @Nullable String location) {
    restart("vigil.inputs.max-value-bytes=4096");
    CriticalLabAlert alert = raised();
    pipeline.audit();
    byte[] good = PipelineDriver.encoded(ackOf(alert).build());
    byte[] key = "p1".getBytes(UTF_8);
    switch (reason + " " + location) {
      case "null-value null" -> send(key, null);
      case "empty-value null" -> send(key, new byte[0]);
      case "unrecognised-form null" -> send(key, "{\"alertId\":\"a\"}".getBytes(UTF_8));
      case "malformed-avro null" -> send(key, Arrays.copyOf(good, good.length / 2));
      case "malformed-avro trailing-content" -> send(key, Arrays.copyOf(good, good.length + 1));
      case "unknown-schema null" -> send(key, withSchema(good, 9_999));
      case "too-large value" ->
          send(key, PipelineDriver.encoded(ackOf(alert).setBy("x".repeat(5_000)).build()));
      case "key-missing null" -> send(null, good);
      case "key-mismatch patientId" -> send("p2".getBytes(UTF_8), good);
      case "field-missing alertId" ->
          send(key, PipelineDriver.encoded(ackOf(alert).setAlertId("").build()));
      case "field-missing by" -> send(key, PipelineDriver.encoded(ackOf(alert).setBy("").build()));
      default -> send(key, PipelineDriver.encoded(ackOf(alert).setBy("x".repeat(2_000)).build()));
    }

    var letter = only(pipeline.deadLetters());
    assertThat(PipelineDriver.header(letter, "vigil.dlq.reason")).isEqualTo(reason);
    assertThat(PipelineDriver.header(letter, "vigil.dlq.location")).isEqualTo(location);
    assertThat(PipelineDriver.header(letter, "vigil.dlq.topic")).isEqualTo("clinical.acks");
    AuditRecord audit = only(pipeline.audit());
    assertThat(audit.getOutcome()).isEqualTo(Outcome.DEAD_LETTERED);
    assertThat(audit.getReason()).isEqualTo(reason);
    pipeline.advance(FIRST);
    assertThat(only(pipeline.alerts()).getStatus()).isEqualTo(AlertStatus.ESCALATED);
  }

  @Test
  void anEventOnTheTopicOfAcknowledgementsIsADeadLetter() {
    pipeline.send("clinical.acks", potassium("p1", "o1", 1, "7.1"));
    assertThat(PipelineDriver.header(only(pipeline.deadLetters()), "vigil.dlq.reason"))
        .isEqualTo("unrecognised-form");
    assertThat(pipeline.alerts()).isEmpty();
  }

  @Test
  void aRegistryThatIsAwayIsNotTheAcknowledgementsFault() {
    byte[] ack = PipelineDriver.encoded(ackOf(raised()).build());
    byte[] asked = withSchema(ack, PipelineDriver.ID_WHEN_REGISTRY_IS_AWAY);

    assertThatThrownBy(() -> send("p1".getBytes(UTF_8), asked))
        .hasRootCauseInstanceOf(IOException.class)
        .hasStackTraceContaining(RegistryUnavailableException.class.getName());
    assertThat(pipeline.deadLetters()).isEmpty();
  }

  @Test
  void aDeadLetterCanBeReplayedOnceTheSchemaIsKnown() {
    CriticalLabAlert alert = raised();
    byte[] ack = PipelineDriver.encoded(ackOf(alert).build());
    send("p1".getBytes(UTF_8), withSchema(ack, 9_999));
    var letter = only(pipeline.deadLetters());
    pipeline.advance(Duration.ofMinutes(10));

    // As if the registry knew it by now.
    pipeline.sendBytes("fhir.replay", letter.key(), ack, letter.headers());
    pipeline.advance(Duration.ofDays(1));

    assertThat(pipeline.alerts()).isEmpty();
    assertThat(pipeline.audit().get(2).getNotes()).containsExactly("acknowledged");
    assertThat(pipeline.timer("vigil.alert.acknowledgement").totalTime(TimeUnit.MINUTES))
        .as("it counts from when it was first sent")
        .isZero();
  }

  @Test
  void aStepThatFailsLeavesTheEscalationAsItWas() {
    CriticalLabAlert alert = raised();
    String id = alert.getAlertId();
    pipeline.close();
    pipeline =
        PipelineDriver.around(
            state,
            step ->
                new Step() {
                  @Override
                  public String name() {
                    return step.name();
                  }

                  @Override
                  public boolean appliesTo(Judgement judgement) {
                    return step.appliesTo(judgement);
                  }

                  @Override
                  public void complete(Judgement judgement) {
                    step.complete(judgement);
                    if (name().equals("escalation") && judgement.ack() != null) {
                      throw new IllegalStateException("planted");
                    }
                  }
                },
            "vigil.inputs.acks=true");
    assertThat(raised().getAlertId()).isEqualTo(id);
    pipeline.acknowledge(ackOf(alert).build());

    assertThat(PipelineDriver.header(only(pipeline.deadLetters()), "vigil.dlq.location"))
        .isEqualTo("escalation");
    assertThat(pipeline.audit().get(1).getAlerts()).as("nothing was acknowledged").isEmpty();
    assertThat(pipeline.counted("vigil.acknowledgements")).isZero();
    pipeline.advance(FIRST);
    assertThat(only(pipeline.alerts()).getLevel()).isEqualTo(1);
  }

  @Test
  void aLadderLongerThanAlertsAreRememberedIsRefused() {
    assertThatThrownBy(
            () -> restart("vigil.alerts.retention=P1D", "vigil.escalation.ladder=PT1H,P1D"))
        .isInstanceOf(VigilException.class)
        .hasMessageContaining("vigil.escalation.ladder");
    start();
  }

  private void send(byte @Nullable [] key, byte @Nullable [] value) {
    pipeline.sendBytes("clinical.acks", key, value, new RecordHeaders());
  }

  private static byte[] withSchema(byte[] value, int schemaId) {
    byte[] other = value.clone();
    ByteBuffer.wrap(other).putInt(1, schemaId);
    return other;
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
