package dev.vigil.operator.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.support.CapturedStreams;
import dev.vigil.topology.cli.Vigil;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of an instance in the browser. The last test stops the instance. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Elements that take the focus, by what a screen reader calls them, in their order. */
  private static final List<String> STOPS =
      List.of(
          "Skip to what it does",
          "Rate as a table",
          "Pipeline as a table",
          "Newest alerts",
          "Outcomes",
          "Outputs",
          "Lag by partition");

  private WatchedInstance instance;
  private Browser browser;

  // Filled before the first test.
  @SuppressWarnings("NullAway.Init")
  ConsoleTest() {}

  @BeforeAll
  void start(@TempDir Path state, @TempDir Path profile) throws Exception {
    instance = new WatchedInstance(state, "console.");
    instance.start();
    for (int i = 0; i < 5; i++) {
      instance.sendCritical("planted-" + i, 1);
      instance.sendCritical("planted-" + i, 1);
    }
    for (int i = 0; i < 3; i++) {
      instance.sendNonsense("planted-" + i);
    }
    instance.sendAstray("planted-1");
    browser = Browser.start(profile);
    browser.size(1280, 900);
    browser.prefers("light", "reduce");
    browser.open(instance.url() + "/console");
    awaitText("total", "14 records");
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
    }
    instance.close();
  }

  @Test
  @Order(1)
  void showsWhatTheInstanceDid() throws Exception {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(text("state")).isIn("Idle", "Working"));
    assertThat(rows("outcomes"))
        .containsExactlyInAnyOrder(
            "permitted||5",
            "denied||0",
            "duplicate||5",
            "dead-lettered|unrecognised-form|3",
            "dead-lettered|wrong-partition|1");
    assertThat(rows("alerts"))
        .hasSize(5)
        .allMatch(
            row ->
                row.matches(
                    "[0-9:]{8}\\|raised\\|Potassium\\|↑ high\\|yes\\|[0-9a-f]{4}\\|[0-9a-f]{4}\\|1\\|[0-3]\\|[0-9,]+ m?s"));
    // What is committed, and with it the lag, is known a moment later.
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(rows("lag"))
                    .hasSize(WatchedInstance.PARTITIONS)
                    .allMatch(row -> row.endsWith("|running|0|0|0")));
    assertThat(rows("outputs")).contains("treatment|TREAT|5|0|5", "research|HRESCH|0|5|0");
    assertThat(text("unacknowledged")).isEqualTo("5 not acknowledged yet");
    assertThat(rows("ways"))
        .contains(
            "fhir.events|decode|14",
            "fhir.replay|decode|0",
            "emit|fhir.permitted.treatment|5",
            "emit|clinical.alerts|5",
            "emit|fhir.dlq|4",
            "emit|fhir.audit|14");
    assertThat(rows("steps"))
        .contains("recognise duplicates|5 duplicates", "critical-lab rules|5 critical");
    assertThat(browser.text("document.querySelector('#drawing svg').textContent"))
        .contains("consent", "patient state", "clinical.acks", "fhir.audit14");
    assertThat(codes())
        .containsExactly(
            "deploy/vigil dlq list --reason unrecognised-form -c vigil.properties",
            "deploy/vigil dlq list --reason wrong-partition -c vigil.properties",
            "deploy/vigil dlq replay --reason wrong-partition -c vigil.properties");
    assertThat(text("profile")).startsWith("us-conventional");
    String status = get("/status");
    assertThat(status + browser.text("document.documentElement.outerHTML"))
        .doesNotContain("planted", "7.13", "no event of");
  }

  @Test
  @Order(2)
  void theCommandsItShowsWork(@TempDir Path directory) throws IOException {
    Path settings = Files.write(directory.resolve("vigil.properties"), instance.settings());
    for (String command : List.of(codes().get(1), codes().get(2))) {
      List<String> words = new ArrayList<>(List.of(command.split(" ")));
      assertThat(words.remove(0)).isEqualTo("deploy/vigil");
      words.set(words.indexOf("vigil.properties"), settings.toString());
      try (CapturedStreams streams = new CapturedStreams()) {
        assertThat(Vigil.execute(words.toArray(String[]::new))).as(streams.err()).isZero();
        assertThat(streams.out()).contains("wrong-partition", "1");
      }
    }
  }

  @Test
  @Order(3)
  void asksNobodyButTheInstance() {
    assertThat(browser.requests())
        .contains(instance.url() + "/status")
        .allMatch(url -> url.startsWith(instance.url() + "/") || url.startsWith("data:"));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(4)
  void isAccessibleInLightAndDarkWideAndNarrow() throws IOException {
    String axe;
    try (InputStream in =
        Objects.requireNonNull(ConsoleTest.class.getResourceAsStream("/axe.min.js"))) {
      axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    browser.evaluate(axe + ";0");
    browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
    for (int width : List.of(1280, 320)) {
      browser.size(width, 900);
      for (String colours : List.of("light", "dark")) {
        browser.prefers(colours, "reduce");
        JsonNode violations =
            browser.evaluate(
                "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join('; ')))");
        assertThat(violations).as("%s, %d pixels".formatted(colours, width)).isEmpty();
      }
      assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
          .as("nothing is cut off at the side")
          .isLessThanOrEqualTo(width);
    }
    browser.size(1280, 900);
    browser.prefers("light", "reduce");
    browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)");
  }

  @Test
  @Order(5)
  void isUsedByKeyboard() {
    browser.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()");
    List<String> stops = new ArrayList<>();
    for (int i = 0; i < STOPS.size(); i++) {
      browser.tab();
      stops.add(
          browser.text(
              "(e => (getComputedStyle(e).outlineStyle === 'none' ? 'unseen: ' : '')"
                  + " + (document.getElementById(e.getAttribute('aria-labelledby')) || e).textContent)(document.activeElement)"));
    }
    assertThat(stops).isEqualTo(STOPS);
  }

  @Test
  @Order(6)
  void aScreenReaderHearsWhatChangedInKindAndNoFigures() {
    browser.evaluate(
        "window.heard = []; new MutationObserver(() => heard.push(document.getElementById('say').textContent))"
            + ".observe(document.getElementById('say'), {childList: true, characterData: true, subtree: true}); 0");
    instance.sendCritical("planted-1", 2);
    instance.sendNonsense("planted-1");
    awaitText("total", "16 records");
    assertThat(browser.evaluate("heard")).isEmpty();

    instance.sendCritical("planted-1", 3);
    // The content that an id had before differs.
    instance.sendConflict("planted-1", 3);
    awaitText("total", "18 records");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(browser.text("heard.join()")).contains("event-id-conflict"));
    assertThat(browser.evaluate("heard")).hasSize(1);
  }

  @Test
  @Order(7)
  void saysThatTheInstanceIsAwayAndGoesOnWhenItIsBack() {
    instance.stop();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(text("away-text")).contains("Nothing heard since", "Trying again in"));
    assertThat(browser.evaluate("document.getElementById('away').hidden").asBoolean()).isFalse();
    assertThat(browser.text("document.title")).startsWith("No answer");
    assertThat(text("say")).isEqualTo("The instance does not answer.");
    assertThat(text("total")).as("what was known stays").isEqualTo("18 records");

    instance.start();
    browser.evaluate("document.getElementById('again').click()");
    awaitText("total", "0 records");
    assertThat(browser.evaluate("document.getElementById('away').hidden").asBoolean()).isTrue();
    assertThat(browser.text("heard.join()")).contains("The instance was restarted.");
    instance.sendCritical("planted-back", 1);
    awaitText("total", "1 record");
    assertThat(browser.complaints()).isEmpty();
  }

  private void awaitText(String id, String wanted) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(text(id)).isEqualTo(wanted));
  }

  private String text(String id) {
    return browser.text("document.getElementById('%s').textContent".formatted(id));
  }

  private List<String> rows(String id) {
    List<String> rows = new ArrayList<>();
    browser
        .evaluate(
            String.format(
                Locale.ROOT,
                "[...document.getElementById('%s').rows].map(r => [...r.cells].map(c => c.textContent).join('|'))",
                id))
        .forEach(row -> rows.add(row.asText()));
    return rows;
  }

  /** Commands beside the dead letters. */
  private List<String> codes() {
    List<String> codes = new ArrayList<>();
    browser
        .evaluate("[...document.querySelectorAll('#letters code')].map(c => c.textContent)")
        .forEach(code -> codes.add(code.asText()));
    return codes;
  }

  private String get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(instance.url() + path)).build(),
            BodyHandlers.ofString())
        .body();
  }
}
