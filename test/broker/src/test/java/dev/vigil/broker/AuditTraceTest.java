package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AlertAck;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Decision;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.avro.OutputDecision;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.support.CapturedStreams;
import dev.vigil.support.LocalPlatform;
import dev.vigil.topology.cli.Vigil;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.OperatorWriter;
import dev.vigil.topology.runtime.replay.Pace;
import dev.vigil.topology.runtime.replay.ReplaySender;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code vigil audit trace} and {@code vigil audit disclosures} over a story that the application
 * really went through.
 */
class AuditTraceTest {
  private static final String PATIENT = "p1";

  private final CapturedStreams streams = new CapturedStreams();

  @TempDir Path state;

  @AfterEach
  void stopListening() {
    streams.close();
  }

  @Test
  void aStoryCanBeFollowedAndAccountedFor() throws IOException {
    try (Deployment vigil =
        new Deployment(
                state,
                "vigil.inputs.acks=true",
                "vigil.escalation.ladder=PT1S",
                "vigil.outputs.research.purpose=HRESCH",
                "vigil.outputs.research.recipient=Organization/university",
                "vigil.outputs.treatment.purpose=TREAT",
                "vigil.outputs.treatment.on-deny=break-glass",
                "vigil.alerts.on-deny=break-glass")
            .createTopics()
            .start()) {
      String alertId = live(vigil);

      followTheReplay(vigil);
      followTheAlert(vigil, alertId);
      followConsent(vigil);
      account(vigil, alertId);
      nothing(vigil);
      whatRetentionDeletedIsSaid(vigil);
    }
  }

  /** Brokers find records by arrival, and after an outage that is days before the decision. */
  @Test
  void aPeriodCountsByWhenItWasDecided() {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    Instant restart = Instant.parse("2026-01-04T12:00:00Z");
    Instant later = Instant.parse("2026-01-05T12:00:00Z");
    try (Deployment vigil = new Deployment(state).createTopics(1)) {
      for (int i = 0; i < 100; i++) {
        audit(vigil, i, start.plusSeconds(i), start.plusSeconds(i));
      }
      for (int i = 100; i < 200; i++) {
        audit(vigil, i, start.plusSeconds(i), restart.plusSeconds(i));
      }
      for (int i = 200; i < 300; i++) {
        audit(vigil, i, later.plusSeconds(i), later.plusSeconds(i));
      }
      String[] day = {
        "audit", "disclosures", "--patient", PATIENT, "--from", "2026-01-04", "--to", "2026-01-04"
      };
      assertThat(run(vigil, with(day, "--json"))).isZero();
      assertThat(streams.out())
          .contains("\"what\":\"Observation/o100\"", "\"what\":\"Observation/o199\"")
          .contains("\"listed\":100,\"records\":100,", "\"complete\":true");

      delete(vigil, 50);
      assertThat(run(vigil, with(day, "--json"))).as("none of the day's").isZero();
      delete(vigil, 101);
      assertThat(run(vigil, with(day, "--json"))).isEqualTo(12);
      assertThat(streams.out()).contains("\"listed\":99,", "\"complete\":false");
    }
  }

  private static void audit(Deployment vigil, int number, Instant arrived, Instant decided) {
    AuditRecord record =
        AuditRecord.newBuilder()
            .setTopic(vigil.topic("fhir.events"))
            .setPartition(0)
            .setOffset(number)
            .setOutcome(Outcome.PERMITTED)
            .setPatientId(PATIENT)
            .setResourceType("Observation")
            .setResourceId("o" + number)
            .setOutputs(
                List.of(
                    OutputDecision.newBuilder()
                        .setName("treatment")
                        .setPurpose("TREAT")
                        .setDecision(Decision.PERMIT)
                        .setRule("default-permit")
                        .setWritten(1)
                        .build()))
            .setAt(decided)
            .setHash(ByteBuffer.allocate(0))
            .build();
    String topic = vigil.topic("fhir.audit");
    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer()) {
      serializer.configure(
          Map.of("schema.registry.url", LocalPlatform.shared().registry().url()), false);
      vigil.send(
          new ProducerRecord<>(
              topic,
              0,
              arrived.toEpochMilli(),
              Deployment.bytes(PATIENT),
              serializer.serialize(topic, record)));
    }
  }

  private static void delete(Deployment vigil, long before) {
    delete(vigil, 0, before);
  }

  private static void delete(Deployment vigil, int partition, long before) {
    try (ClusterAdmin cluster = ClusterAdmin.connect(vigil.configuration())) {
      cluster.answer(
          cluster
              .admin()
              .deleteRecords(
                  Map.of(
                      new TopicPartition(vigil.topic("fhir.audit"), partition),
                      RecordsToDelete.beforeOffset(before)))
              .all());
    }
  }

  /** What happens; gives the id of the alert that has a life. */
  private static String live(Deployment vigil) throws IOException {
    vigil.send("fhir.events", PATIENT, consent("c1", 1, "permit", "HRESCH"));
    vigil.send("fhir.events", PATIENT, "what nobody can read");
    vigil.read("fhir.audit", AuditRecord.class, 2);
    replay(vigil, potassium(PATIENT, "o1", 1, "4.2"));
    vigil.send("fhir.events", PATIENT, potassium(PATIENT, "o2", 1, "7.1"));
    vigil.send("fhir.events", "p2", potassium("p2", "o9", 1, "4.0"));
    vigil.read(
        "vigil.operations",
        OperationRecord.class,
        all -> all.stream().anyMatch(one -> isEnd(one.value())));
    CriticalLabAlert raised = vigil.values("clinical.alerts", CriticalLabAlert.class, 2).get(0);
    acknowledge(vigil, raised);
    vigil.read("fhir.audit", AuditRecord.class, 6);
    vigil.send("fhir.events", PATIENT, consent("c2", 1, "deny", "TREAT"));
    vigil.send("fhir.events", PATIENT, potassium(PATIENT, "o2", 2, "7.9"));
    vigil.send("fhir.events", PATIENT, potassium(PATIENT, "o2", 3, "4.2"));
    vigil.read("fhir.audit", AuditRecord.class, 9);
    show(vigil);
    return raised.getAlertId();
  }

  private static boolean isEnd(OperationRecord record) {
    return record.getOperation() == Operation.ESCALATION_ENDED;
  }

  private void followTheReplay(Deployment vigil) {
    assertThat(run(vigil, "audit", "trace", "--event", "o1-1", "--source", "lab")).isZero();
    String failed = only(deadLetterOrigins(vigil));
    assertThat(streams.out())
        .containsSubsequence(
            "Event o1-1: 4 steps",
            "1. ",
            " DEAD_LETTERED, " + failed,
            "another attempt of a record above or below",
            "dead letter, unrecognised-form: ",
            "to do: ",
            "dead-letter: " + vigil.topic("fhir.dlq:"),
            "2. ",
            " DEAD_LETTERS_REPLAYED",
            "by ida, of " + vigil.topic("fhir.dlq"),
            "3. ",
            " PERMITTED, " + vigil.topic("fhir.replay:"),
            "event o1-1, of lab, Observation/o1, arrived ",
            "replay, attempt 1, of " + failed,
            "research (HRESCH): PERMIT by deny-overrides of Consent c1, provision -> written: "
                + placeOf(vigil, "fhir.permitted.research", "o1"),
            "treatment (TREAT): PERMIT by default-permit -> written: "
                + placeOf(vigil, "fhir.permitted.treatment", "o1"),
            "alerts (TREAT): PERMIT by default-permit -> nothing to write",
            "profile us-conventional ",
            "audit record " + vigil.topic("fhir.audit:"),
            "4. ",
            " DEAD_LETTER_SHOWN",
            "by ida",
            "Searched, of the time from the oldest that is kept to now: "
                + vigil.topic("fhir.audit"),
            "partition 0-3 of 4, 9 records");
    assertThat(streams.out()).doesNotContain(PATIENT);
    assertThat(run(vigil, "audit", "trace", "--event", "o1-1", "--patient", PATIENT, "--json"))
        .isZero();
    assertThat(streams.out().lines()).hasSize(5);
    assertThat(streams.out())
        .contains(
            "\"type\":\"record\"",
            "\"type\":\"operation\"",
            "\"type\":\"searched\"",
            "\"origin\":\"" + failed + "\"");
    assertThat(run(vigil, "audit", "trace", "--event", "o1-1", "--source", "other")).isEqualTo(12);
    assertThat(run(vigil, "audit", "trace", "--event", "o1-1", "--patient", "p2")).isEqualTo(12);
  }

  private void followTheAlert(Deployment vigil, String alertId) {
    assertThat(run(vigil, "audit", "trace", "--alert", alertId)).isZero();
    List<String> places = alertPlaces(vigil);
    assertThat(streams.out())
        .containsSubsequence(
            "Alert " + alertId + ": 6 steps",
            "alerts (TREAT): PERMIT by default-permit -> written: " + places.get(0),
            "alert " + alertId + " revision 1 RAISED",
            " ALERT_ESCALATED",
            "level 1",
            "alerts: " + places.get(1),
            " ESCALATION_ENDED",
            "ladder-ended",
            " ACKNOWLEDGED, " + vigil.topic("clinical.acks:"),
            "of ward-7",
            "noted: acknowledged",
            "alerts (TREAT): DENY by deny-overrides of Consent c2, provision -> written against"
                + " consent (break-glass): "
                + places.get(2),
            "revision 3 UPDATED",
            "revision 4 RETRACTED");

    Instant afterTheAck =
        vigil.values("fhir.audit", AuditRecord.class, 9).stream()
            .filter(record -> "ward-7".equals(record.getSource()))
            .findFirst()
            .orElseThrow()
            .getAt()
            .plusMillis(1);
    assertThat(run(vigil, "audit", "trace", "--alert", alertId, "--since", "" + afterTheAck))
        .isZero();
    assertThat(streams.out()).contains(": 2 steps").doesNotContain("RAISED", "ESCALATED");
    assertThat(run(vigil, "audit", "trace", "--alert", alertId, "--until", "" + afterTheAck))
        .isZero();
    assertThat(streams.out()).contains(": 4 steps").doesNotContain("UPDATED");
  }

  private void followConsent(Deployment vigil) {
    assertThat(run(vigil, "audit", "trace", "--event", "c2-1")).isZero();
    assertThat(streams.out())
        .containsSubsequence(
            "treatment (TREAT): DENY by deny-overrides of Consent c2, provision -> an id-only"
                + " notice that a Consent closed it: "
                + placeOf(vigil, "fhir.permitted.treatment", "c2"),
            "marked vigil.closed",
            "Consent c2 in force: research stays PERMIT, treatment from PERMIT to DENY, alerts from"
                + " PERMIT to DENY");
  }

  private void account(Deployment vigil, String alertId) {
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    // A test that runs over midnight.
    String[] command = {
      "audit",
      "disclosures",
      "--patient",
      PATIENT,
      "--from",
      LocalDate.parse(today).minusDays(1).toString(),
      "--to",
      today
    };
    assertThat(run(vigil, with(command, "--csv"))).isZero();
    String research = ",Organization/university,HRESCH,deny-overrides,c1,provision,,";
    String deny = ",TREAT,deny-overrides,c2,provision,,";
    assertThat(streams.out().lines().skip(1).map(line -> line.replaceAll("^[^,]*,", "")))
        .extracting(line -> line.replaceAll(",[^,:]*:[0-9]+:[0-9]+,$", ""))
        .containsExactly(
            content("Consent/c1", "research", vigil) + research + "c1-1",
            content("Consent/c1", "treatment", vigil) + ",,TREAT,default-permit,,,,c1-1",
            content("Observation/o1", "research", vigil) + research + "o1-1",
            content("Observation/o1", "treatment", vigil) + ",,TREAT,default-permit,,,,o1-1",
            content("Observation/o2", "research", vigil) + research + "o2-1",
            content("Observation/o2", "treatment", vigil) + ",,TREAT,default-permit,,,,o2-1",
            alert(vigil, "content", alertId + " revision 1 RAISED of Observation/o2")
                + ",,TREAT,default-permit,,,,o2-1",
            alert(vigil, "content", alertId + " escalated to level 1")
                + ",,TREAT,,,,"
                + vigil.applicationId()
                + ",,,",
            content("Consent/c2", "research", vigil) + research + "c2-1",
            content("Observation/o2", "research", vigil) + research + "o2-2",
            content("Observation/o2", "treatment", vigil).replace("content", "break-glass")
                + ","
                + deny
                + "o2-2",
            alert(vigil, "break-glass", alertId + " revision 3 UPDATED of Observation/o2")
                + ","
                + deny
                + "o2-2",
            content("Observation/o2", "research", vigil) + research + "o2-3",
            content("Observation/o2", "treatment", vigil).replace("content", "break-glass")
                + ","
                + deny
                + "o2-3",
            alert(vigil, "break-glass", alertId + " revision 4 RETRACTED of Observation/o2")
                + ","
                + deny
                + "o2-3",
            "shown-to-operator,true,false,dead letter "
                + deadLetterPlace(vigil)
                + ",,,ida,,,,,ida,,,");
    assertThat(streams.err())
        .contains(
            "16 disclosures from ",
            ", of 7 records of the patient; 0 duplicates and 0 dead letters among them went"
                + " nowhere.",
            "1 more under the patient's key could not be read");

    assertThat(run(vigil, with(command, "--all"))).isZero();
    assertThat(streams.out().lines().filter(line -> line.contains(" closed-notice ")))
        .singleElement()
        .asString()
        .contains("treatment", "deny-overrides, Consent c2, provision", "Consent/c2, event c2-1");
    assertThat(streams.out()).contains("17 lines from ").doesNotContain("o9");

    assertThat(run(vigil, with(command, "--json"))).isZero();
    assertThat(streams.out().lines()).hasSize(17);
    assertThat(streams.out()).contains("\"complete\":true", "\"unreadable\":1");
  }

  private static String content(String what, String output, Deployment vigil) {
    return "content,true,true,%s,%s,%s"
        .formatted(what, output, vigil.topic("fhir.permitted." + output));
  }

  private static String alert(Deployment vigil, String kind, String what) {
    return "%s,true,true,alert %s,alerts,%s".formatted(kind, what, vigil.topic("clinical.alerts"));
  }

  private void nothing(Deployment vigil) {
    assertThat(run(vigil, "audit", "trace", "--request", "r1")).isEqualTo(12);
    assertThat(streams.err().lines())
        .singleElement()
        .asString()
        .startsWith("vigil: Nothing of this request was found. Searched, of the time from ")
        .contains("9 records", "Check the id");
    assertThat(run(vigil, "audit", "trace", "--event", "e", "--alert", "a")).isEqualTo(2);
    assertThat(run(vigil, "audit", "trace")).isEqualTo(2);
    assertThat(
            run(
                vigil,
                "audit",
                "disclosures",
                "--patient",
                PATIENT,
                "--from",
                "2001-01-01",
                "--to",
                "2001-01-31"))
        .isEqualTo(12);
    assertThat(streams.err()).contains("No record of this patient, decided from 2001-01-01");
    assertThat(
            run(
                vigil,
                "audit",
                "disclosures",
                "--patient",
                PATIENT,
                "--from",
                "2001-02-01",
                "--to",
                "2001-01-31"))
        .isEqualTo(2);
  }

  /** Last: it deletes. */
  private void whatRetentionDeletedIsSaid(Deployment vigil) {
    int partition =
        vigil.read("fhir.audit", AuditRecord.class, 9).stream()
            .filter(record -> PATIENT.equals(record.value().getPatientId()))
            .findFirst()
            .orElseThrow()
            .partition();
    delete(vigil, partition, 1);
    assertThat(
            run(
                vigil,
                "audit",
                "disclosures",
                "--patient",
                PATIENT,
                "--from",
                "2001-01-01",
                "--to",
                "2999-01-31"))
        .isEqualTo(12);
    assertThat(streams.out())
        .contains("The list may be incomplete: retention has deleted records of ");
  }

  private static List<String> deadLetterOrigins(Deployment vigil) {
    return vigil.read("fhir.dlq", byte[].class, 1).stream()
        .map(
            record ->
                "%s:%s:%s"
                    .formatted(
                        header(record.headers(), "vigil.dlq.topic"),
                        header(record.headers(), "vigil.dlq.partition"),
                        header(record.headers(), "vigil.dlq.offset")))
        .toList();
  }

  private static String deadLetterPlace(Deployment vigil) {
    ConsumerRecord<byte[], byte[]> letter = vigil.read("fhir.dlq", byte[].class, 1).get(0);
    return "%s:%d:%d".formatted(letter.topic(), letter.partition(), letter.offset());
  }

  private static String placeOf(Deployment vigil, String topic, String resource) {
    return only(
        vigil
            .read(
                topic,
                FhirChangeEvent.class,
                all -> all.stream().anyMatch(one -> one.value().getResourceId().equals(resource)))
            .stream()
            .filter(one -> one.value().getResourceId().equals(resource))
            .map(one -> "%s:%d:%d".formatted(one.topic(), one.partition(), one.offset()))
            .toList());
  }

  private static List<String> alertPlaces(Deployment vigil) {
    List<ConsumerRecord<byte[], CriticalLabAlert>> alerts =
        vigil.read("clinical.alerts", CriticalLabAlert.class, 4);
    return IntStream.range(0, 4)
        .mapToObj(i -> alerts.get(i))
        .map(one -> "%s:%d:%d".formatted(one.topic(), one.partition(), one.offset()))
        .toList();
  }

  /** As vigil dlq replay does, after what was wrong was mended. */
  private static void replay(Deployment vigil, String mended) throws IOException {
    ConsumerRecord<byte[], byte[]> letter = vigil.read("fhir.dlq", byte[].class, 1).get(0);
    Headers headers = new RecordHeaders(letter.headers().toArray());
    headers.remove("vigil.dlq.attempt");
    headers.add("vigil.dlq.attempt", Deployment.bytes("1"));
    headers.add("vigil.origin", Deployment.bytes(only(deadLetterOrigins(vigil))));
    var configuration = vigil.configuration();
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
        Registry registry = registry(vigil);
        ReplaySender sender =
            new ReplaySender(
                configuration,
                cluster,
                registry,
                new ReplaySender.Job(
                    "dlq replay",
                    Operation.DEAD_LETTERS_REPLAYED,
                    "ida",
                    vigil.topic("fhir.dlq"),
                    Map.of()),
                Pace.UNBOUNDED,
                InstantSource.system())) {
      sender.send(
          letter.key(),
          Deployment.bytes(mended),
          headers,
          0,
          new ReplaySender.Source(
              new TopicPartition(letter.topic(), letter.partition()), letter.offset()));
      sender.finish();
    }
    vigil.read("fhir.audit", AuditRecord.class, 3);
  }

  /** As vigil dlq show --show-content does. */
  private static void show(Deployment vigil) throws IOException {
    var configuration = vigil.configuration();
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
        Registry registry = registry(vigil);
        OperatorWriter writer = new OperatorWriter(configuration, cluster, registry, "dlq show")) {
      writer.begin();
      writer.send(
          OperationRecord.newBuilder()
              .setOperation(Operation.DEAD_LETTER_SHOWN)
              .setAt(InstantSource.system().instant())
              .setBy("ida")
              .setPatientId(PATIENT)
              .setSubject(deadLetterPlace(vigil))
              .setOutcome("done")
              .build());
      writer.commit();
    }
  }

  private static Registry registry(Deployment vigil) {
    var configuration = vigil.configuration();
    return new Registry(
        configuration.registrySettings(),
        configuration.vigil().startupTimeout(),
        InstantSource.system());
  }

  private static void acknowledge(Deployment vigil, CriticalLabAlert alert) {
    AlertAck ack =
        AlertAck.newBuilder()
            .setAlertId(alert.getAlertId())
            .setPatientId(PATIENT)
            .setBy("ward-7")
            .setAt(InstantSource.system().instant())
            .build();
    String topic = vigil.topic("clinical.acks");
    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer()) {
      serializer.configure(
          Map.of("schema.registry.url", LocalPlatform.shared().registry().url()), false);
      vigil.send(
          new ProducerRecord<>(topic, Deployment.bytes(PATIENT), serializer.serialize(topic, ack)));
    }
  }

  private static String consent(String id, int version, String type, String purpose) {
    return """
    {"eventId":"%1$s-%2$d","eventType":"consent.updated","resourceType":"Consent",\
    "resourceId":"%1$s","patientId":"p1","source":"his","versionId":"%2$d","resource":\
    {"resourceType":"Consent","id":"%1$s","meta":{"versionId":"%2$d"},"status":"active",\
    "scope":{"coding":[{"code":"patient-privacy"}]},\
    "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],\
    "patient":{"reference":"Patient/p1"},\
    "provision":{"type":"%3$s","purpose":[{"code":"%4$s"}]}}}"""
        .formatted(id, version, type, purpose);
  }

  private static String header(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static String[] with(String[] command, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private int run(Deployment vigil, String... command) {
    streams.reset();
    return Vigil.execute(with(command, vigil.arguments().toArray(String[]::new)));
  }
}
