package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static dev.vigil.broker.SampleEvents.potassiumResource;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.example.EncryptedEvents;
import dev.vigil.serdes.encryption.Keys;
import dev.vigil.support.CapturedStreams;
import dev.vigil.support.LocalPlatform;
import dev.vigil.support.SampleKeyFile;
import dev.vigil.topology.cli.Vigil;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted outputs and pseudonyms on real topics: the example consumer, and the commands. */
class EncryptionTest {
  private static final String SECRET = "p-secret";

  private final CapturedStreams streams = new CapturedStreams();

  @TempDir Path directory;

  @AfterEach
  void stopListening() {
    streams.close();
  }

  @Test
  void whatIsEncryptedIsReadByWhoHasTheKey() throws Exception {
    SampleKeyFile keys =
        SampleKeyFile.in(Files.createDirectory(directory.resolve("keys")), "research:1", "ids:1");
    try (Deployment vigil =
        new Deployment(
                directory.resolve("state"),
                keys.setting(),
                "vigil.dead-letters.encrypt-with=dlq",
                "vigil.outputs.treatment.purpose=TREAT",
                "vigil.outputs.treatment.encrypt-with=research",
                "vigil.outputs.research.purpose=HRESCH",
                "vigil.outputs.research.without-consent=permit",
                "vigil.outputs.research.pseudonymise-with=ids:1")
            .createTopics()) {
      assertThatThrownBy(vigil::start)
          .isInstanceOfSatisfying(
              VigilException.class,
              refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.KEY_SERVICE))
          .hasMessageContaining("has no key dlq: check vigil.encryption.service");
      keys.add("dlq:1");
      vigil.start();

      vigil.send("fhir.events", SECRET, potassium(SECRET, "o1", 1, "7.1"));
      vigil.send("fhir.events", SECRET, "{\"broken\":\"" + SECRET + "\"");
      vigil.read("fhir.audit", AuditRecord.class, 2);

      theExampleReads(vigil, keys);
      theCommandsDecrypt(vigil, keys);
      theAuditFindsEverything(vigil);
    }
  }

  private static void theExampleReads(Deployment vigil, SampleKeyFile keys) throws Exception {
    Map<String, Object> connection =
        Map.of(
            "bootstrap.servers",
            LocalPlatform.shared().broker().bootstrapServers(),
            "schema.registry.url",
            LocalPlatform.shared().registry().url(),
            "group.id",
            vigil.topic("ward"));
    List<String> resources = new ArrayList<>();
    try (Keys opened = Keys.at(keys.address(), Duration.ofSeconds(1));
        EncryptedEvents events =
            new EncryptedEvents(
                connection,
                vigil.topic("fhir.permitted.treatment"),
                "treatment",
                opened,
                (event, resource) -> {
                  assertThat(event.getResource()).isNull();
                  resources.add(resource);
                })) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                events.poll(Duration.ofMillis(100));
                return !resources.isEmpty();
              });
    }
    assertThat(resources).containsExactly(potassiumResource(SECRET, "o1", 1, "7.1"));
    assertThat(vigil.read("fhir.permitted.research", byte[].class, 1))
        .allSatisfy(
            record -> {
              assertThat(new String(record.key(), UTF_8)).doesNotContain(SECRET);
              assertThat(new String(record.value(), UTF_8)).doesNotContain(SECRET).contains("7.1");
            });
  }

  private void theCommandsDecrypt(Deployment vigil, SampleKeyFile keys) throws Exception {
    ConsumerRecord<byte[], byte[]> letter = vigil.read("fhir.dlq", byte[].class, 1).get(0);
    assertThat(new String(letter.value(), UTF_8)).doesNotContain("broken");
    String place = letter.partition() + ":" + letter.offset();

    assertThat(run(vigil, "dlq", "show", place)).isZero();
    assertThat(streams.out()).contains("bytes, encrypted").doesNotContain("broken");
    String[] show = {"dlq", "show", place, "--show-content", "--yes", "--by", "Dr Ida"};
    assertThat(run(vigil, show)).isZero();
    assertThat(streams.out()).contains("{\"broken\":\"" + SECRET + "\"");
    String file = Files.readString(keys.path());
    keys.destroy("dlq:1");
    assertThat(run(vigil, show)).isEqualTo(16);
    assertThat(streams.err()).contains("has no key dlq:1");
    assertThat(run(vigil, "dlq", "replay")).isEqualTo(16);
    Files.writeString(keys.path(), file);

    assertThat(run(vigil, "dlq", "replay", "--send", "--yes", "--by", "Ida")).isZero();
    assertThat(streams.out()).contains("1 were sent");
    assertThat(vigil.read("fhir.replay", byte[].class, 1).get(0).value())
        .as("as it came")
        .isEqualTo(("{\"broken\":\"" + SECRET + "\"").getBytes(UTF_8));
  }

  private void theAuditFindsEverything(Deployment vigil) {
    vigil.read("fhir.audit", AuditRecord.class, 3);
    assertThat(vigil.values("clinical.alerts", CriticalLabAlert.class, 1)).hasSize(1);
    assertThat(run(vigil, "audit", "verify")).isZero();
    assertThat(run(vigil, "audit", "trace", "--event", "o1-1", "--patient", SECRET)).isZero();
    assertThat(streams.out())
        .contains("written: " + vigil.topic("fhir.permitted.research") + ":")
        .contains("written: " + vigil.topic("fhir.permitted.treatment") + ":");
  }

  private int run(Deployment vigil, String... command) {
    streams.reset();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(vigil.arguments());
    return Vigil.execute(arguments.toArray(String[]::new));
  }
}
