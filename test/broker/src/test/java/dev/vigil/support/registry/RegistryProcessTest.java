package dev.vigil.support.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.support.LocalPlatform;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RegistryProcessTest {

  @Test
  void answersConfluentsClient() throws Exception {
    try (CachedSchemaRegistryClient client = client()) {
      AvroSchema schema = new AvroSchema(FhirChangeEvent.getClassSchema());

      int id = client.register("registry-test-value", schema);

      // A second client, so that the answer is the registry's and not the cache's
      try (CachedSchemaRegistryClient other = client()) {
        assertThat(other.getSchemaById(id)).isEqualTo(schema);
      }
    }
  }

  @Test
  void checksCompatibilityLikeConfluents() throws Exception {
    Schema before = SchemaBuilder.record("R").fields().requiredString("a").endRecord();
    Schema after =
        SchemaBuilder.record("R").fields().requiredString("a").requiredString("b").endRecord();
    try (CachedSchemaRegistryClient client = client()) {
      client.register("registry-compatibility-value", new AvroSchema(before));

      assertThatThrownBy(
              () -> client.register("registry-compatibility-value", new AvroSchema(after)))
          .isInstanceOfSatisfying(
              RestClientException.class, e -> assertThat(e.getStatus()).isEqualTo(409));
    }
  }

  @Test
  void carriesARecordFromSerializerToDeserializer() {
    FhirChangeEvent event =
        FhirChangeEvent.newBuilder()
            .setEventId("e1")
            .setSource("lab")
            .setEventType("observation.created")
            .setResourceType("Observation")
            .setResourceId("o1")
            .setPatientId("p1")
            .setTimestamp(Instant.parse("2026-01-02T03:04:05.678Z"))
            .build();
    Map<String, String> config =
        Map.of(
            "schema.registry.url",
            LocalPlatform.shared().registry().url(),
            "specific.avro.reader",
            "true");
    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer();
        KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
      serializer.configure(config, false);
      deserializer.configure(config, false);

      byte[] bytes = serializer.serialize("registry-round-trip", event);

      assertThat(deserializer.deserialize("registry-round-trip", bytes)).isEqualTo(event);
    }
  }

  /** Killed like with {@code kill -9}, so that no shutdown hook can help. */
  @Test
  @Timeout(120)
  void diesWithItsParent() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RegistryParent.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = parent.inputReader()) {
      ProcessHandle registry = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
      URI url = URI.create(output.readLine());
      assertThat(accepts(url)).isTrue();

      parent.destroyForcibly();

      registry.onExit().get(30, TimeUnit.SECONDS);
      assertThat(accepts(url)).isFalse();
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void saysWhyItDoesNotStart() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> RegistryProcess.start(taken.getLocalPort()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Port " + taken.getLocalPort());
    }
  }

  @Test
  void saysWhatToDoIfTheRegistryIsMissing(@TempDir Path empty) {
    System.setProperty(RegistryProcess.HOME_PROPERTY, empty.toString());
    try {
      assertThatThrownBy(RegistryProcess::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(empty.toString())
          .hasMessageContaining("mvn package");
    } finally {
      System.clearProperty(RegistryProcess.HOME_PROPERTY);
    }
  }

  private static CachedSchemaRegistryClient client() {
    return new CachedSchemaRegistryClient(LocalPlatform.shared().registry().url(), 10);
  }

  private static boolean accepts(URI url) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }
}
