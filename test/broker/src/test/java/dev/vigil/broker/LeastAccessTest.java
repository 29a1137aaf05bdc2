package dev.vigil.broker;

import static dev.vigil.broker.SampleEvents.potassium;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.broker.secured.SecuredPlatform;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import dev.vigil.topology.domain.health.Liveness;
import dev.vigil.topology.runtime.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On a broker that allows nothing else, what {@code vigil topics print --acls} lists is enough for
 * everybody: the application, those who write and read its topics, and every command.
 */
class LeastAccessTest {
  private static final String PREFIX = "least.";
  private static final String APPLICATION_ID = PREFIX + "vigil";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SecuredPlatform platform = SecuredPlatform.shared();

  @TempDir Path directory;

  @Test
  void whatIsListedIsEnoughForEverybody() throws Exception {
    platform.allow(listed());
    assertThat(command("topics", "create", "--partitions", "1")).isZero();
    assertThat(command("topics", "check")).isZero();
    Configuration configuration =
        new ConfigLoader(Map.of()).load(null, settings(SecuredPlatform.APPLICATION));
    try (Application application = Application.start(configuration, InstantSource.system())) {
      produce(SecuredPlatform.PRODUCER, "fhir.events", potassium("p1", "o1", 1, "7.1"));
      produce(SecuredPlatform.PRODUCER, "fhir.events", "{}");
      receive(SecuredPlatform.RECIPIENT, "recipient-treatment", "fhir.permitted.treatment");
      receive(SecuredPlatform.NOTIFICATION, "notification", "clinical.alerts");
      endsWhatAnotherInstanceLeftOpen();
      await().atMost(PATIENCE).until(() -> application.liveness().status() == Liveness.Status.IDLE);
      assertThat(application.health().degraded()).isEmpty();
      commandsWhileItRuns();
      assertThat(application.failure()).isNotDone();
      assertThat(application.stop()).isTrue();
    }
    assertThat(command("reset", "--to", "committed", "--execute", "--yes", "--by", "Ida")).isZero();
  }

  /** As an administrator gets it. */
  private List<AclBinding> listed() throws IOException {
    List<AclBinding> acls = new ArrayList<>();
    try (CapturedStreams streams = new CapturedStreams()) {
      List<String> print = new ArrayList<>(List.of("topics", "print", "--acls", "--json"));
      settings(SecuredPlatform.OPERATOR).forEach(one -> print.addAll(List.of("--set", one)));
      assertThat(Vigil.execute(print.toArray(String[]::new))).isZero();
      for (String line : streams.out().lines().toList()) {
        JsonNode acl = new ObjectMapper().readTree(line);
        acls.add(
            new AclBinding(
                new ResourcePattern(
                    ResourceType.fromString(acl.get("resourceType").asText().replace('-', '_')),
                    acl.get("name").asText(),
                    PatternType.valueOf(acl.get("patternType").asText().toUpperCase(Locale.ROOT))),
                new AccessControlEntry(
                    acl.get("principal").asText(),
                    "*",
                    operation(acl.get("operation").asText()),
                    AclPermissionType.ALLOW)));
      }
    }
    return acls;
  }

  private static AclOperation operation(String name) {
    return AclOperation.fromString(name.replaceAll("([a-z])([A-Z])", "$1_$2"));
  }

  private List<String> settings(String user) {
    List<String> settings = platform.settings(user, PREFIX, directory.resolve("state"));
    settings.add("vigil.inputs.profiles=true");
    settings.add("vigil.inputs.acks=true");
    return settings;
  }

  private void commandsWhileItRuns() throws IOException {
    Path profile = directory.resolve("profile.csv");
    try (var shipped =
        ConfigLoader.class.getResourceAsStream("/dev/vigil/config/profiles/us-conventional.csv")) {
      Files.write(profile, shipped == null ? new byte[0] : shipped.readAllBytes());
    }
    Path resource = directory.resolve("resource.ndjson");
    Files.writeString(resource, SampleEvents.potassiumResource("p2", "o2", 1, "4.1") + "\n");
    assertThat(command("topics", "read", "clinical.alerts")).isZero();
    assertThat(command("dlq", "list")).isZero();
    assertThat(command("dlq", "show", "0:0", "--show-content", "--by", "Ida", "--yes")).isZero();
    assertThat(command("dlq", "replay", "--send", "--yes", "--by", "Ida")).isZero();
    assertThat(command("dlq", "acknowledge", "--yes", "--by", "Ida")).isIn(0, 12);
    assertThat(command("audit", "verify")).isZero();
    assertThat(command("audit", "head")).isZero();
    assertThat(command("audit", "trace", "--event", "o1-1")).isZero();
    assertThat(
            command(
                "audit",
                "disclosures",
                "--patient",
                "p1",
                "--from",
                "2020-01-01",
                "--to",
                "2999-01-01"))
        .isZero();
    assertThat(command("consents", "list")).isZero();
    assertThat(command("profile", "publish", profile.toString(), "--yes", "--by", "Ida")).isZero();
    assertThat(command("profile", "active")).isZero();
    assertThat(
            command(
                "backfill",
                resource.toString(),
                "--source",
                "lab",
                "--send",
                "--yes",
                "--by",
                "Ida"))
        .isZero();
    assertThat(
            command(
                "reprocess",
                "--run",
                "again",
                "--outputs",
                "treatment",
                "--send",
                "--yes",
                "--by",
                "Ida"))
        .isZero();
  }

  private int command(String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    settings(SecuredPlatform.OPERATOR).forEach(one -> arguments.addAll(List.of("--set", one)));
    try (CapturedStreams streams = new CapturedStreams()) {
      int code = Vigil.execute(arguments.toArray(String[]::new));
      // Every denial says so, whatever the exit code.
      assertThat(streams.err()).as(String.join(" ", words)).doesNotContain("deny", "uthoriz");
      return code;
    }
  }

  /** As an instance does that takes partitions over: list, describe and fence. */
  private void endsWhatAnotherInstanceLeftOpen() throws Exception {
    Map<String, Object> settings = new HashMap<>(platform.client(SecuredPlatform.APPLICATION));
    settings.put("transactional.id", APPLICATION_ID + "-00000000-gone-1");
    try (KafkaProducer<byte[], byte[]> gone =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      gone.initTransactions();
      gone.beginTransaction();
      send(gone);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> isFenced(catchThrowable(() -> send(gone))));
    }
  }

  private static void send(KafkaProducer<byte[], byte[]> producer) throws Exception {
    producer
        .send(new ProducerRecord<>(PREFIX + "fhir.audit", 0, null, new byte[1]))
        .get(10, TimeUnit.SECONDS);
  }

  private static boolean isFenced(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  private void produce(String user, String topic, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            new HashMap<>(platform.client(user)),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(PREFIX + topic, "p1".getBytes(UTF_8), value.getBytes(UTF_8)))
          .get();
    }
  }

  private void receive(String user, String group, String topic) {
    Map<String, Object> settings = new HashMap<>(platform.client(user));
    settings.put("group.id", group);
    settings.put("auto.offset.reset", "earliest");
    settings.put("isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(PREFIX + topic));
      await().atMost(PATIENCE).until(() -> !consumer.poll(Duration.ofMillis(200)).isEmpty());
      consumer.commitSync();
    }
  }
}
