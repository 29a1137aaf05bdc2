package dev.vigil.topology.runtime.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vigil.serdes.fhir.JsonInput;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.reconcile.Pull.Via;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a server's pages, whatever the server does. */
class PullTest {
  private static final Instant SINCE = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2026-03-02T00:00:00Z");
  private static final String WITHIN = "2026-03-01T10:00:00Z";

  private final Deque<Reply> replies = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private final List<String> found = new ArrayList<>();
  private HttpServer http;

  private record Reply(int status, String body, Map<String, String> headers, int cutAt) {}

  @BeforeEach
  void start() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::answer);
    http.start();
  }

  @AfterEach
  void stop() {
    http.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestURI().toString());
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    Reply reply = replies.remove();
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = reply.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body, 0, Math.min(reply.cutAt(), body.length));
    exchange.close();
  }

  private String base() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/fhir";
  }

  private void reply(int status, String body, Map<String, String> headers) {
    replies.add(new Reply(status, body, headers, Integer.MAX_VALUE));
  }

  private void page(@Nullable String next, String... entries) {
    reply(200, bundle("history", next, entries), Map.of());
  }

  private static String bundle(String type, @Nullable String next, String... entries) {
    String link = next == null ? "" : "{\"relation\":\"next\",\"url\":\"%s\"}".formatted(next);
    return "{\"resourceType\":\"Bundle\",\"type\":\"%s\",\"link\":[%s],\"entry\":[%s]}"
        .formatted(type, link, String.join(",", entries));
  }

  private static String entry(String id, String version, String lastUpdated) {
    return """
    {"fullUrl":"https://elsewhere/fhir/Observation/%1$s","resource":{"resourceType":"Observation",\
    "id":"%1$s","meta":{"versionId":"%2$s","lastUpdated":"%3$s"},"valueQuantity":{"value":5.50}},\
    "request":{"method":"PUT","url":"Observation/%1$s"}}"""
        .formatted(id, version, lastUpdated);
  }

  private void read(Via via, String... types) {
    try (FhirServer server =
        new FhirServer(
            FhirServer.base(base(), true),
            Map.of("Authorization", "Bearer s3cret"),
            Duration.ofSeconds(5),
            () -> UNTIL,
            nanos -> waits.add(Duration.ofNanos(nanos)))) {
      new Pull(
              server,
              new Pull.Span(via, List.of(types), SINCE, UNTIL, 2),
              JsonInput.factory(100),
              2_000)
          .read(
              new PageVisitor() {
                @Override
                public void change(ServerChange change) {
                  found.add(
                      "%s/%s %s%s"
                          .formatted(
                              change.type(),
                              change.id(),
                              change.versionId(),
                              change.deleted() ? " deleted " + change.lastUpdated() : ""));
                }

                @Override
                public void unreadable(@Nullable String type, @Nullable String id, String fault) {
                  found.add("%s/%s: %s".formatted(type, id, fault));
                }
              },
              read -> {});
    }
  }

  private void assertFails(String... texts) {
    assertThatThrownBy(() -> read(Via.HISTORY))
        .asInstanceOf(type(VigilException.class))
        .satisfies(
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.FHIR_SERVER);
              assertThat(e.lines()).singleElement().asString().contains(texts);
              assertThat(e.lines().get(0)).doesNotContain("s3cret").doesNotContain("token=");
            });
  }

  @Test
  void readsAHistoryPageByPage() {
    page("?_getpages=token", entry("o1", "2", WITHIN), entry("o1", "1", WITHIN));
    page(null, entry("o2", "1", WITHIN));
    read(Via.HISTORY);

    assertThat(found).containsExactly("Observation/o1 2", "Observation/o1 1", "Observation/o2 1");
    assertThat(asked)
        .containsExactly(
            "/fhir/_history?_since=2026-03-01T00%3A00%3A00Z&_count=2", "/fhir/?_getpages=token");
    assertThat(authorizations).containsOnly("Bearer s3cret");
  }

  @Test
  void searchesEachTypeWhereThereIsNoHistory() {
    reply(
        200,
        bundle(
            "searchset",
            null,
            entry("o1", "2", WITHIN),
            "{\"resource\":{\"resourceType\":\"OperationOutcome\"},\"search\":{\"mode\":\"outcome\"}}"),
        Map.of());
    reply(200, bundle("searchset", null), Map.of());
    read(Via.LAST_UPDATED, "Observation", "Consent");

    assertThat(found).containsExactly("Observation/o1 2");
    assertThat(asked)
        .containsExactly(
            "/fhir/Observation?_lastUpdated=ge2026-03-01T00%3A00%3A00Z&_lastUpdated=lt2026-03-02T00%3A00%3A00Z&_sort=_lastUpdated&_count=2",
            "/fhir/Consent?_lastUpdated=ge2026-03-01T00%3A00%3A00Z&_lastUpdated=lt2026-03-02T00%3A00%3A00Z&_sort=_lastUpdated&_count=2");
  }

  @Test
  void onlyWhatIsInTheSpanIsMeant() {
    page(
        null,
        entry("new", "1", UNTIL.toString()),
        entry("old", "1", "2026-02-28T23:59:59Z"),
        entry("first", "1", SINCE.toString()));
    read(Via.HISTORY);

    assertThat(found).containsExactly("Observation/first 1");
  }

  @Test
  void aDeletionIsKnownByItsRequest() {
    page(
        null,
        """
        {"request":{"method":"DELETE","url":"Observation/o1"},\
        "response":{"status":"204","etag":"W/\\"3\\"","lastModified":"2026-03-01T10:00:00Z"}}""",
        """
        {"fullUrl":"https://x/Observation/o2","request":{"method":"DELETE","url":"Observation/o2/_history/9"}}""",
        "{\"request\":{\"method\":\"DELETE\",\"url\":\"?identifier=secret\"}}");
    read(Via.HISTORY);

    assertThat(found)
        .containsExactly(
            "Observation/o1 3 deleted 2026-03-01T10:00:00Z",
            "Observation/o2 9 deleted null",
            "null/null: no-id");
  }

  @Test
  void oneBadResourceDoesNotHideTheOthersAndIsNamedByTypeAndIdOnly() {
    String large = entry("large", "1", WITHIN).replace("5.50", "5.5" + "0".repeat(2_500));
    page(
        null,
        entry("twice", "1", WITHIN).replace("\"valueQuantity\"", "\"id\""),
        large,
        entry("deep", "1", WITHIN).replace("5.50", "[".repeat(120) + "]".repeat(120)),
        entry("undated", "", "yesterday"),
        "{\"fullUrl\":\"https://x/Observation/none\"}",
        "7",
        entry("good", "1", WITHIN));
    read(Via.HISTORY);

    assertThat(found)
        .containsExactly(
            "Observation/twice: member-twice",
            "Observation/large: too-large",
            "Observation/deep: json-too-deep",
            "Observation/undated: no-version",
            "Observation/none: malformed-resource",
            "null/null: malformed-resource",
            "Observation/good 1");
  }

  @Test
  void aBusyServerIsAskedAgainWhenItSays() {
    reply(503, "", Map.of("Retry-After", "7"));
    reply(429, "", Map.of("Retry-After", "Mon, 02 Mar 2026 00:00:30 GMT"));
    reply(502, "", Map.of());
    page(null, entry("o1", "1", WITHIN));
    read(Via.HISTORY);

    assertThat(found).hasSize(1);
    assertThat(waits)
        .containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(30), Duration.ofSeconds(4));
  }

  @Test
  void butNotForEver() {
    for (int i = 0; i < 5; i++) {
      reply(503, "", Map.of("Retry-After", "1"));
    }
    assertFails("is too busy (503): try again later");
    assertThat(asked).hasSize(5);

    reply(429, "", Map.of("Retry-After", "3600"));
    assertFails("asks to be left alone");
  }

  @Test
  void aPageThatBreaksOffHalfwayIsReadAgain() {
    page("?page=2", entry("o1", "1", WITHIN));
    String second = bundle("history", null, entry("o2", "1", WITHIN));
    replies.add(new Reply(200, second, Map.of(), second.length() / 2));
    reply(200, second, Map.of());
    read(Via.HISTORY);

    assertThat(found).containsExactly("Observation/o1 1", "Observation/o2 1");
  }

  @Test
  void aServerThatIsAwayIsSaidToBe() {
    http.stop(0);

    assertFails("cannot be reached", "check --fhir-base");
    assertThat(waits).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | check --header-file",
        "403 | check --header-file",
        "302 | give its final address as --fhir-base",
        "404 | use --via last-updated",
        "500 | answers 500"
      })
  void refusalsSayWhatToDo(int status, String remedy) {
    reply(status, "{\"patient\":\"secret\"}", Map.of("Location", "http://127.0.0.1:1/?token="));

    assertFails(remedy);
    assertThat(asked).as("not followed, not repeated").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/?token=1",
        "//attacker.example/?token=1",
        "https://127.0.0.1/?token=1",
        "http://127.0.0.1:1/fhir?token=1",
        "http://127.0.0.1.attacker.example/fhir?token=1",
        "http://user@127.0.0.1/fhir?token=1",
        "file:///etc/passwd?token=1",
        "not an address?token=1"
      })
  void aLinkToAnotherHostIsNotFollowed(String link) {
    page(link, entry("o1", "1", WITHIN));

    assertFails("gives a link to the next page");
    assertThat(asked).hasSize(1);
  }

  @Test
  void nextPagesInACircleAreNoticed() {
    page("?page=2", entry("o1", "1", WITHIN));
    page("?page=3");
    page(base() + "/?page=2");

    assertFails("go in a circle");
  }

  @Test
  void whatIsNoBundleIsRefused() {
    reply(200, "<html>secret</html>", Map.of());
    assertFails("page 1", "no whole Bundle");
    reply(200, "{\"resourceType\":\"OperationOutcome\"}", Map.of());
    assertFails("no whole Bundle");
    reply(200, bundle("searchset", null), Map.of());
    assertFails("another kind of Bundle");
    reply(200, bundle("history", null) + "{}", Map.of());
    assertFails("no whole Bundle");
  }

  @ParameterizedTest
  @CsvSource({
    "https://user:pw@fhir.example.org/r4, no credentials",
    "http://fhir.example.org/r4, in the clear",
    "ftp://fhir.example.org, must begin with",
    "fhir.example.org, must begin with",
    "https://fhir.example.org/r4?x=1, must end before",
    "https://a b, is no address"
  })
  void anAddressThatWouldLeakIsRefused(String base, String problem) {
    assertThatThrownBy(() -> FhirServer.base(base, true))
        .isInstanceOf(VigilException.class)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("pw");
  }
}
