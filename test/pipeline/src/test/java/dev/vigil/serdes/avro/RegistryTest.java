package dev.vigil.serdes.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.avro.ReviewItem;
import dev.vigil.serdes.avro.FakeRegistry.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How Vigil takes a registry's answers, and its silence. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RegistryTest {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Schema SCHEMA = ReviewItem.getClassSchema();
  private static final Answer KNOWN = FakeRegistry.schema("AVRO", "\"string\"");
  private static final Answer UNKNOWN = FakeRegistry.error(404, 40403);

  private Instant now = Instant.parse("2026-01-15T12:00:00Z");
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  @Test
  void aKnownSchemaIsAskedForOnce() throws Exception {
    FakeRegistry server = server(request -> KNOWN);
    Registry registry = registry(server.url());

    assertThat(registry.byId(7).getType()).isEqualTo(Schema.Type.STRING);
    assertThat(registry.byId(7).getType()).isEqualTo(Schema.Type.STRING);

    assertThat(server.asked()).containsExactly("GET /schemas/ids/7");
  }

  /** A flood of poison must not become a flood of requests. */
  @Test
  void anUnknownIdIsAskedForOnceInAMinute() throws Exception {
    FakeRegistry server = server(request -> UNKNOWN);
    Registry registry = registry(server.url());

    for (int second = 0; second < 60; second++) {
      assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(UnknownSchemaException.class);
      now = now.plusSeconds(1);
    }
    assertThat(server.asked()).hasSize(1);

    server.answers(KNOWN);
    assertThat(registry.byId(7).getType())
        .as("registered in the meantime")
        .isEqualTo(Schema.Type.STRING);
  }

  /** An operator registers the schema and replays at once; a flood of replays is still bounded. */
  @Test
  void aReplayHearsOfASchemaThatWasRegisteredJustNow() throws Exception {
    FakeRegistry server = server(request -> UNKNOWN);
    Registry registry = registry(server.url());
    assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(UnknownSchemaException.class);
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> registry.byIdAnew(7)).isInstanceOf(UnknownSchemaException.class);
    }
    assertThat(server.asked()).hasSize(1);

    server.answers(KNOWN);
    now = now.plusSeconds(1);
    assertThatThrownBy(() -> registry.byId(7))
        .as("what producers send waits for its minute")
        .isInstanceOf(UnknownSchemaException.class);
    assertThat(registry.byIdAnew(7).getType()).isEqualTo(Schema.Type.STRING);
  }

  @Test
  void anUnknownIdDoesNotHideOthers() throws Exception {
    FakeRegistry server = server(request -> request == 0 ? UNKNOWN : KNOWN);
    Registry registry = registry(server.url());

    assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(UnknownSchemaException.class);

    assertThat(registry.byId(8).getType()).isEqualTo(Schema.Type.STRING);
  }

  /** Else one record that names a Protobuf schema would stop the application. */
  @ParameterizedTest
  @CsvSource({"JSON, '{}'", "PROTOBUF, 'message M {}'", "AVRO, 'not a schema'"})
  void aSchemaOfAnotherKindIsTheRecordsFault(String type, String text) throws Exception {
    FakeRegistry server = server(request -> FakeRegistry.schema(type, text));

    assertThatThrownBy(() -> registry(server.url()).byId(7))
        .isInstanceOf(UnknownSchemaException.class);
  }

  @Test
  void aRegistryThatIsAwayForAMomentIsAskedAgain() throws Exception {
    FakeRegistry server = server(request -> request < 2 ? FakeRegistry.error(503, 503) : KNOWN);

    assertThat(registry(server.url()).byId(7).getType()).isEqualTo(Schema.Type.STRING);
  }

  @Test
  void aRegistryThatStaysAwayIsNobodysRecordsFault() throws Exception {
    String url = "http://127.0.0.1:" + closedPort();
    long start = System.nanoTime();

    assertThatThrownBy(() -> registry(url).byId(7))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessage(
            "the registry at " + url + " cannot be reached within PT0.5S: check registry.url");

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("asks for as long as it has patience, and then ends")
        .isBetween(PATIENCE, PATIENCE.plusSeconds(30));
  }

  @Test
  void aRegistryThatTakesConnectionsAndNeverAnswersIsAway() throws Exception {
    // The system accepts for a socket that nobody serves.
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + silent.getLocalPort();
      long start = System.nanoTime();

      assertThatThrownBy(() -> registry(url).byId(7))
          .isInstanceOf(RegistryUnavailableException.class);

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("not for the client's own minute")
          .isLessThan(PATIENCE.plusSeconds(30));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void refusedAccessIsSaidAtOnce(int status) throws Exception {
    FakeRegistry server = server(request -> FakeRegistry.error(status, status));

    assertThatThrownBy(() -> registry(server.url()).byId(7))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessage(
            "the registry at %s refuses access (HTTP %s): check registry.basic.auth.* or registry.bearer.auth.*",
            server.url(), status);
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void credentialsInTheUrlStayOutOfMessages() throws Exception {
    FakeRegistry server = server(request -> FakeRegistry.error(401, 401));
    String url = server.url().replace("//", "//vigil:s3cret@");

    assertThatThrownBy(() -> registry(url).byId(7))
        .hasMessageStartingWith("the registry at %s refuses access (HTTP 401)", server.url());
  }

  @Test
  void aSchemaIsRegisteredUnderItsTopic() throws Exception {
    FakeRegistry server = server(request -> new Answer(200, "{\"id\":12}"));

    assertThat(registry(server.url()).idForTopic("clinical.review", SCHEMA).value()).isEqualTo(12);
    assertThat(server.asked()).containsExactly("POST /subjects/clinical.review-value/versions");
  }

  /** Confluent says 40901, Apicurio 409. */
  @ParameterizedTest
  @ValueSource(ints = {409, 40901})
  void aRefusedSchemaIsNamed(int code) throws Exception {
    FakeRegistry server = server(request -> FakeRegistry.error(409, code));

    assertThatThrownBy(() -> registry(server.url()).idForTopic("clinical.review", SCHEMA))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessage(
            "the registry at %s refuses the schema of clinical.review-value (HTTP 409, code %s)",
            server.url(), code);
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void withoutRegistrationAMissingSchemaIsNamed() throws Exception {
    FakeRegistry server = server(request -> FakeRegistry.error(404, 40403));
    Registry registry =
        registry(Map.of("schema.registry.url", server.url(), "auto.register.schemas", "false"));

    assertThatThrownBy(() -> registry.idForTopic("clinical.review", SCHEMA))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("does not have the schema of clinical.review-value (HTTP 404");
    assertThat(server.asked()).containsExactly("POST /subjects/clinical.review-value");
  }

  private FakeRegistry server(IntFunction<Answer> answers) throws IOException {
    FakeRegistry server = new FakeRegistry(answers);
    open.add(server);
    return server;
  }

  private Registry registry(String url) {
    return registry(Map.of("schema.registry.url", url));
  }

  private Registry registry(Map<String, String> settings) {
    Registry registry = new Registry(settings, PATIENCE, () -> now);
    open.add(registry);
    return registry;
  }

  private static int closedPort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
