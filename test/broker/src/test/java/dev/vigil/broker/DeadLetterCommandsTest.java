package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.avro.WireFormat;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.replay.Pace;
import dev.vigil.topology.runtime.replay.ReplaySender;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigil dlq list} and {@code show} beside a running application. */
class DeadLetterCommandsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String SECRET = "Patient/p-secret";

  private final CapturedStreams streams = new CapturedStreams();

  @TempDir Path state;

  @AfterEach
  void stopListening() {
    streams.close();
  }

  @Test
  void anOperatorFindsOutWhyRecordsWereSetAside() throws IOException {
    try (Deployment vigil = new Deployment(state).createTopics()) {
      assertThat(run(vigil, "dlq", "list")).isZero();
      assertThat(streams.out().lines())
          .containsExactly("No such dead letter in " + vigil.topic("fhir.dlq") + ".");

      vigil.start();
      wrongPatient(vigil, "o1");
      wrongPatient(vigil, "o2");
      vigil.send("fhir.events", "p-secret", "{\"note\":\"" + SECRET + "\"");
      vigil.send("fhir.events", null, potassium("p-secret", "o4", 1, "7.1"));
      unreadableAvro(vigil);
      vigil.read("fhir.audit", AuditRecord.class, 5);
      replay(vigil, letters(vigil, 5, "malformed-json").get(0));
      vigil.read("fhir.audit", AuditRecord.class, 6);
      somebodyElse(vigil);

      listsAndCounts(vigil);
      filters(vigil);
      showsWithoutContent(vigil);
      showsContentOnTheRecord(vigil);
      refusesWithTheRemedy(vigil);
    }
  }

  private void listsAndCounts(Deployment vigil) throws IOException {
    assertThat(run(vigil, "dlq", "list")).isZero();
    assertNothingOfAPatient();
    assertThat(streams.out().lines())
        .contains("7 in all, in " + vigil.topic("fhir.dlq") + ".")
        .anyMatch(line -> line.matches("2 +identity +wrong-patient"))
        .anyMatch(line -> line.matches("2 +envelope +malformed-json"))
        .anyMatch(line -> line.matches("1 +\\(none\\) +\\(none\\)"));
    assertThat(rows("malformed-json"))
        .as("the first one was replayed, its replay failed again")
        .hasSize(2)
        .anyMatch(line -> line.contains("fhir.events") && line.matches(".* 0 +replayed"))
        .anyMatch(line -> line.contains("fhir.replay") && line.matches(".* 1 +open"));
    assertThat(rows("(!)")).singleElement().asString().contains("- (!)");

    assertThat(run(vigil, "dlq", "list", "--limit", "2")).isZero();
    assertThat(streams.out())
        .contains("5 older ones are not in the table", "7 in all")
        .contains("wrong-patient");

    assertThat(run(vigil, "dlq", "list", "--open", "--counts")).isZero();
    assertThat(streams.out().lines())
        .contains("6 in all, in " + vigil.topic("fhir.dlq") + ".")
        .noneMatch(line -> line.startsWith("PLACE"));

    assertThat(run(vigil, "dlq", "list", "--json")).isZero();
    assertNothingOfAPatient();
    List<JsonNode> objects = objects();
    assertThat(objects).hasSize(7);
    assertThat(objects)
        .filteredOn(object -> "fhir.replay".equals(topic(object, "source", vigil)))
        .singleElement()
        .satisfies(
            object -> {
              assertThat(topic(object, "origin", vigil)).isEqualTo("fhir.events");
              assertThat(object.get("attempt").asInt()).isEqualTo(1);
              assertThat(object.get("reason").asText()).isEqualTo("malformed-json");
            });

    assertThat(run(vigil, "dlq", "list", "--parked")).isZero();
    assertThat(streams.out()).contains("No such dead letter in", "fhir.dlq.parked");
  }

  private void filters(Deployment vigil) throws IOException {
    assertThat(count(vigil, "--reason", "wrong-patient,key-missing")).isEqualTo(3);
    assertThat(count(vigil, "--category", "envelope")).isEqualTo(2);
    assertThat(count(vigil, "--patient", "p-other")).isEqualTo(2);
    assertThat(count(vigil, "--since", "PT1H")).isEqualTo(7);
    assertThat(count(vigil, "--until", "2020-01-01")).isZero();
    assertThat(count(vigil, "--source-topic", "fhir.replay")).isEqualTo(1);
    assertThat(count(vigil, "--source-topic", "fhir.events")).isEqualTo(6);

    assertThat(run(vigil, "dlq", "list", "--reason", "wrong-patience")).isZero();
    assertThat(streams.err()).contains("knows no reason or category wrong-patience");
    for (List<String> wrong :
        List.of(
            List.of("--since", "yesterday"),
            List.of("--until", "P9999999999999999D"),
            List.of("--source-offset", "9-x"),
            List.of("--place", "first"),
            List.of("--tenant", "t1"),
            List.of("--tenant", "t1", "--patient", "p1"),
            List.of("--limit", "0"))) {
      List<String> command = new ArrayList<>(List.of("dlq", "list"));
      command.addAll(wrong);
      assertThat(run(vigil, command.toArray(String[]::new))).as(wrong.get(0)).isEqualTo(2);
      assertThat(streams.err()).contains(wrong.get(0));
    }
  }

  private void showsWithoutContent(Deployment vigil) throws IOException {
    String place = place(letters(vigil, 7, "wrong-patient").get(0));
    assertThat(run(vigil, "dlq", "show", place)).isZero();
    assertNothingOfAPatient();
    assertThat(streams.out())
        .contains(vigil.topic("fhir.dlq") + ":" + place, "wrong-patient (identity)")
        .contains("refers to another patient", "remedy", vigil.topic("fhir.events") + ":")
        .contains("traceparent: 8 bytes, text", "7 bytes, text", "bytes, JSON");
    assertThat(run(vigil, "dlq", "show", place, "--json")).isZero();
    assertNothingOfAPatient();
    assertThat(objects().get(0).get("content").get("form").asText()).isEqualTo("JSON");

    assertThat(run(vigil, "dlq", "show", place(letters(vigil, 7, "(none)").get(0)))).isZero();
    assertThat(streams.out()).contains("Vigil did not write this record", "vigil.dlq.offset");
  }

  private void showsContentOnTheRecord(Deployment vigil) throws IOException {
    ConsumerRecord<byte[], byte[]> letter = letters(vigil, 7, "wrong-patient").get(0);
    streams.type("n\n");
    assertThat(run(vigil, "dlq", "show", place(letter), "--show-content")).isEqualTo(12);
    assertThat(streams.out()).contains("[y/N]", "Nothing was shown");
    assertNothingOfAPatient();

    streams.type("y\n");
    assertThat(run(vigil, "dlq", "show", place(letter), "--show-content", "--by", "Dr Ida"))
        .isZero();
    assertThat(streams.out())
        .contains("p-other", SECRET, "00-1", "?[2J")
        .as("what could command the terminal")
        .doesNotContain("\u001b");
    assertThat(shown(vigil, 1))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.getBy()).isEqualTo("Dr Ida");
              assertThat(record.getPatientId()).isEqualTo("p-other");
              assertThat(record.getSubject())
                  .isEqualTo(vigil.topic("fhir.dlq") + ":" + place(letter));
              assertThat(record.getDetails()).containsEntry("reason", "wrong-patient");
            });

    String avro = place(letters(vigil, 7, "key-mismatch").get(0));
    assertThat(run(vigil, "dlq", "show", avro, "--show-content", "--yes", "--by", "x", "--json"))
        .isZero();
    JsonNode decoded = MAPPER.readTree(objects().get(0).get("content").get("text").asText());
    assertThat(decoded.get("patientId").asText())
        .as("Avro, decoded with its schema")
        .isEqualTo("p-secret");
    assertThat(shown(vigil, 2)).hasSize(2);

    try (ClusterAdmin cluster = ClusterAdmin.connect(vigil.configuration())) {
      cluster.answer(cluster.admin().deleteTopics(List.of(vigil.topic("vigil.operations"))).all());
    }
    assertThat(run(vigil, "dlq", "show", avro, "--show-content", "--yes", "--by", "x"))
        .as("what cannot be recorded is not shown")
        .isEqualTo(6);
    assertNothingOfAPatient();
  }

  private void refusesWithTheRemedy(Deployment vigil) {
    assertThat(run(vigil, "dlq", "show", "first")).isEqualTo(2);
    assertThat(run(vigil, "dlq", "list")).isEqualTo(6);
    assertThat(streams.err()).contains("vigil.operations is missing", "vigil topics create");
    vigil.createTopics();
    assertThat(run(vigil, "dlq", "show", "0:99999")).isEqualTo(12);
    assertThat(streams.err().lines()).singleElement().asString().contains("vigil dlq list");
  }

  private void assertNothingOfAPatient() {
    assertThat(streams.out() + streams.err()).doesNotContain("p-secret").doesNotContain("p-other");
  }

  private List<String> rows(String with) {
    return streams
        .out()
        .lines()
        .filter(line -> line.matches("[0-9]+:[0-9]+ .*") && line.contains(with))
        .toList();
  }

  private List<JsonNode> objects() throws IOException {
    List<JsonNode> objects = new ArrayList<>();
    for (String line : streams.out().lines().toList()) {
      objects.add(MAPPER.readTree(line));
    }
    return objects;
  }

  private static String topic(JsonNode object, String member, Deployment vigil) {
    String name = object.path(member).path("topic").asText();
    return name.isEmpty() ? "" : name.substring(vigil.topic("").length());
  }

  private long count(Deployment vigil, String... filter) throws IOException {
    List<String> command = new ArrayList<>(List.of("dlq", "list", "--counts", "--json"));
    command.addAll(List.of(filter));
    assertThat(run(vigil, command.toArray(String[]::new))).isZero();
    return objects().stream().mapToLong(object -> object.get("count").asLong()).sum();
  }

  private int run(Deployment vigil, String... command) {
    streams.reset();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(vigil.arguments());
    return Vigil.execute(arguments.toArray(String[]::new));
  }

  private static void wrongPatient(Deployment vigil, String id) {
    String event = potassium("p-other", id, 1, "7.1").replace("Patient/p-other", SECRET);
    vigil.send(
        new ProducerRecord<>(
            vigil.topic("fhir.events"),
            null,
            Deployment.bytes("p-other"),
            Deployment.bytes(event),
            new RecordHeaders().add("traceparent", Deployment.bytes("00-1\u001b[2J"))));
  }

  /** An Avro event under a key that is not its patient's. */
  private static void unreadableAvro(Deployment vigil) throws IOException {
    Configuration configuration = vigil.configuration();
    FhirChangeEvent event =
        FhirChangeEvent.newBuilder()
            .setEventId("e9")
            .setSource("his")
            .setEventType("observation.created")
            .setResourceType("Observation")
            .setResourceId("o9")
            .setPatientId("p-secret")
            .setTimestamp(Instant.EPOCH)
            .build();
    try (Registry registry = registry(configuration)) {
      vigil.send(
          new ProducerRecord<>(
              vigil.topic("fhir.events"),
              Deployment.bytes("p9"),
              new WireFormat<FhirChangeEvent>(
                      registry.idForTopic(
                          vigil.topic("fhir.events"), FhirChangeEvent.getClassSchema()),
                      FhirChangeEvent.getClassSchema())
                  .encode(event)));
    }
  }

  private static void somebodyElse(Deployment vigil) {
    vigil.send("fhir.dlq", "p-secret", SECRET);
  }

  /** As {@code vigil dlq replay} sends it. */
  private static void replay(Deployment vigil, ConsumerRecord<byte[], byte[]> letter)
      throws IOException {
    Configuration configuration = vigil.configuration();
    Headers headers = new RecordHeaders(letter.headers());
    headers.remove("vigil.dlq.attempt").add("vigil.dlq.attempt", Deployment.bytes("1"));
    headers.add(
        "vigil.origin",
        Deployment.bytes(
            String.join(
                ":",
                header(letter, "vigil.dlq.topic"),
                header(letter, "vigil.dlq.partition"),
                header(letter, "vigil.dlq.offset"))));
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
        Registry registry = registry(configuration);
        ReplaySender sender =
            new ReplaySender(
                configuration,
                cluster,
                registry,
                new ReplaySender.Job(
                    "dlq replay",
                    Operation.DEAD_LETTERS_REPLAYED,
                    "Dr Ida",
                    vigil.topic("fhir.dlq"),
                    Map.of()),
                Pace.UNBOUNDED,
                InstantSource.system())) {
      sender.send(
          letter.key(),
          letter.value(),
          headers,
          0,
          new ReplaySender.Source(
              new TopicPartition(letter.topic(), letter.partition()), letter.offset()));
      sender.finish();
    }
  }

  private static Registry registry(Configuration configuration) {
    return new Registry(
        configuration.registrySettings(),
        configuration.vigil().startupTimeout(),
        InstantSource.system());
  }

  private static List<OperationRecord> shown(Deployment vigil, int count) {
    return vigil
        .read(
            "vigil.operations",
            OperationRecord.class,
            all -> all.stream().filter(DeadLetterCommandsTest::isShown).count() >= count)
        .stream()
        .filter(DeadLetterCommandsTest::isShown)
        .map(ConsumerRecord::value)
        .toList();
  }

  private static boolean isShown(ConsumerRecord<byte[], OperationRecord> record) {
    return record.value().getOperation() == Operation.DEAD_LETTER_SHOWN;
  }

  private static List<ConsumerRecord<byte[], byte[]>> letters(
      Deployment vigil, int count, String reason) {
    return vigil.read("fhir.dlq", byte[].class, count).stream()
        .filter(letter -> header(letter, "vigil.dlq.reason").equals(reason))
        .toList();
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return header == null ? "(none)" : new String(header.value(), UTF_8);
  }

  private static String place(ConsumerRecord<byte[], byte[]> letter) {
    return letter.partition() + ":" + letter.offset();
  }
}
