package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static dev.vigil.broker.SampleEvents.potassiumResource;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.Outcome;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.event.DeadLetterHeaders;
import dev.vigil.serdes.event.ReplayHeaders;
import dev.vigil.support.CapturedStreams;
import dev.vigil.support.SampleKeyFile;
import dev.vigil.topology.cli.Vigil;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.deadletter.DeadLetterFilter;
import dev.vigil.topology.runtime.deadletter.DeadLetterReplay;
import dev.vigil.topology.runtime.deadletter.DeadLetterValues;
import dev.vigil.topology.runtime.deadletter.DeadLetters;
import dev.vigil.topology.runtime.deadletter.Fate;
import dev.vigil.topology.runtime.deadletter.ReplayTally;
import dev.vigil.topology.runtime.replay.Pace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigil dlq replay} beside a running application. */
class ReplayDeadLettersTest {
  private final CapturedStreams streams = new CapturedStreams();

  @TempDir Path state;
  @TempDir Path secrets;

  @AfterEach
  void stopListening() {
    streams.close();
  }

  @Test
  void aResultWhoseSchemaIsRegisteredLateStillPages() throws IOException {
    try (Deployment vigil = new Deployment(state).createTopics().start();
        Registry registry = registry(vigil.configuration())) {
      int next = newSchema(registry, vigil, "first") + 1;
      Schema schema = producersSchema();
      vigil.send(
          new ProducerRecord<>(
              vigil.topic("fhir.events"), "p1".getBytes(UTF_8), avro(next, schema, "p1", "o1")));
      vigil.read("fhir.dlq", byte[].class, 1);

      assertThat(run(vigil, "dlq", "list")).isZero();
      assertThat(streams.out()).contains("unknown-schema", "open");
      assertThat(run(vigil, "dlq", "replay")).isZero();
      assertThat(streams.out()).contains("1 would be sent", "Nothing was sent: give --send");
      assertThat(registry.idForTopic(vigil.topic("producer"), schema).value())
          .as("the id that the producer wrote with")
          .isEqualTo(next);

      streams.type("n\n");
      assertThat(run(vigil, "dlq", "replay", "--send")).isEqualTo(12);
      assertThat(streams.out()).contains("Send them? [y/N]", "Nothing was sent.");
      assertThat(run(vigil, "dlq", "replay", "--send", "--yes", "--by", "Ida", "--json")).isZero();
      assertThat(streams.out())
          .contains("\"sent\":true,\"send\":1,\"park\":0", "{\"unknown-schema\":1}");

      CriticalLabAlert alert = vigil.values("clinical.alerts", CriticalLabAlert.class, 1).get(0);
      assertThat(alert.getObservationId()).isEqualTo("o1");
      assertThat(alert.getPage()).isTrue();
      AuditRecord audit = vigil.values("fhir.audit", AuditRecord.class, 2).get(1);
      assertThat(audit.getOutcome()).isEqualTo(Outcome.PERMITTED);
      assertThat(audit.getOrigin()).startsWith(vigil.topic("fhir.events") + ":");
      assertThat(audit.getAttempt()).isEqualTo(1);
      OperationRecord operation = vigil.values("vigil.operations", OperationRecord.class, 1).get(0);
      assertThat(operation.getOperation()).isEqualTo(Operation.DEAD_LETTERS_REPLAYED);
      assertThat(operation.getBy()).isEqualTo("Ida");

      assertThat(run(vigil, "dlq", "replay", "--send", "--yes")).isZero();
      assertThat(streams.out()).contains("0 would be sent", "1 were replayed before");
      assertThat(run(vigil, "dlq", "list")).isZero();
      assertThat(streams.out()).contains("replayed").doesNotContain("open");
    }
  }

  /** Ends a replay where an operator might: between two batches, without a word. */
  private record Interrupted(int batch, int after) implements Pace {
    private static final ThreadLocal<Integer> SENT = ThreadLocal.withInitial(() -> 0);

    @Override
    public void await(int records) {
      if (SENT.get() >= after) {
        throw new IllegalStateException("interrupted");
      }
      SENT.set(SENT.get() + records);
    }
  }

  /** Encrypted, so that what is parked and sent from there is seen to be what came. */
  @Test
  void aReplayThatWasInterruptedGoesOnAndParksWhatFailsTooOften() throws IOException {
    SampleKeyFile keys = SampleKeyFile.in(secrets, "dlq:1");
    try (Deployment vigil =
        new Deployment(state, keys.setting(), "vigil.dead-letters.encrypt-with=dlq")
            .createTopics()
            .start()) {
      for (int i = 0; i < 5; i++) {
        vigil.send("fhir.events", "p" + i, "{\"broken\":" + i);
      }
      vigil.send("fhir.events", null, potassium("p9", "o9", 1, "7.1"));
      vigil.read("fhir.dlq", byte[].class, 6);

      // What is replayed would fail again at once, and be there to be replayed, too.
      vigil.stop();
      interruptedReplay(vigil);
      assertThat(vigil.read("fhir.replay", byte[].class, 4)).hasSize(4);
      assertThat(run(vigil, "dlq", "replay", "--send", "--yes")).isZero();
      assertThat(streams.out()).contains("2 were sent", "4 were replayed before");
      vigil.start();

      List<ConsumerRecord<byte[], AuditRecord>> audit =
          vigil.read("fhir.audit", AuditRecord.class, 12);
      assertThat(audit)
          .extracting(record -> record.value())
          .filteredOn(record -> record.getTopic().equals(vigil.topic("fhir.replay")))
          .extracting(AuditRecord::getOrigin)
          .as("nothing lost, nothing twice")
          .hasSize(6)
          .doesNotHaveDuplicates();

      vigil.read("fhir.dlq", byte[].class, 12);
      assertThat(run(vigil, "dlq", "replay", "--send", "--yes", "--max-attempts", "1")).isZero();
      assertThat(streams.out()).contains("0 were sent", "6 were parked", "6 were replayed before");
      assertThat(vigil.read("fhir.dlq.parked", byte[].class, 6))
          .allSatisfy(
              parked -> {
                assertThat(header(parked, DeadLetterHeaders.ATTEMPT)).isEqualTo("1");
                assertThat(header(parked, ReplayHeaders.ORIGIN))
                    .startsWith(vigil.topic("fhir.events") + ":");
              });

      assertThat(run(vigil, "dlq", "replay", "--parked", "--send", "--yes")).isZero();
      assertThat(streams.out()).contains("6 were sent");
      assertThat(vigil.read("fhir.replay", byte[].class, 12))
          .extracting(record -> new String(record.value(), UTF_8))
          .filteredOn("{\"broken\":3"::equals)
          .hasSize(2);
      assertThat(vigil.read("fhir.dlq", byte[].class, 18))
          .extracting(record -> header(record, DeadLetterHeaders.ATTEMPT))
          .as("the count starts anew")
          .filteredOn("1"::equals)
          .hasSize(12);
    }
  }

  private static void interruptedReplay(Deployment vigil) throws IOException {
    Configuration configuration = vigil.configuration();
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
        Registry registry = registry(configuration);
        DeadLetterValues values = new DeadLetterValues(configuration.vigil());
        DeadLetters letters = new DeadLetters(configuration, cluster, false)) {
      DeadLetterReplay replay =
          new DeadLetterReplay(
              configuration,
              cluster,
              registry,
              InstantSource.system(),
              letters,
              values,
              new DeadLetterReplay.Request(DeadLetterFilter.ALL, false, 3, false));
      ReplayTally plan = replay.plan(read -> {});
      assertThat(plan.count(Fate.SEND)).isEqualTo(6);
      assertThatThrownBy(() -> replay.send("Ida", new Interrupted(2, 4), read -> {}))
          .hasMessage("interrupted");
    }
  }

  private static Registry registry(Configuration configuration) {
    return new Registry(
        configuration.registrySettings(),
        configuration.vigil().startupTimeout(),
        InstantSource.system());
  }

  /** Registers a schema that nobody has, so that the registry's next id is known. */
  private static int newSchema(Registry registry, Deployment vigil, String name) {
    Schema schema =
        SchemaBuilder.record("Own")
            .namespace(vigil.topic(name))
            .fields()
            .requiredString("x")
            .endRecord();
    return registry.idForTopic(vigil.topic(name), schema).value();
  }

  /** A producer's own version of the change event. */
  private static Schema producersSchema() {
    List<Schema.Field> fields = new ArrayList<>();
    FhirChangeEvent.getClassSchema()
        .getFields()
        .forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(
        new Schema.Field(
            "interface", SchemaBuilder.builder().stringType(), "The producer's own.", ""));
    return Schema.createRecord("FhirChangeEvent", "", "dev.vigil.avro", false, fields);
  }

  private static byte[] avro(int id, Schema schema, String patient, String observation)
      throws IOException {
    GenericData.Record event = new GenericData.Record(schema);
    event.put("eventId", "e-" + observation);
    event.put("source", "lab");
    event.put("eventType", "observation.created");
    event.put("resourceType", "Observation");
    event.put("resourceId", observation);
    event.put("patientId", patient);
    event.put("tenant", "");
    event.put("timestamp", 0L);
    event.put("resource", potassiumResource(patient, observation, 1, "7.1"));
    event.put("interface", "");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericData.Record>(schema).write(event, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private int run(Deployment vigil, String... command) {
    streams.reset();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(vigil.arguments());
    return Vigil.execute(arguments.toArray(String[]::new));
  }
}
