package dev.vigil.topology.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.documents.WrittenTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ScriptableObject;

/** What the sizing page computes, and that the handbook shows the same. */
@TestInstance(Lifecycle.PER_CLASS)
class SizingPageTest {
  // Maven runs the tests in the module's directory.
  private static final Path HANDBOOK = Path.of("../../deploy/handbook");
  private static final Path PAGE = HANDBOOK.resolve("sizing.html");
  private static final Path TEXT = HANDBOOK.resolve("sizing.md");
  private static final Pattern SCRIPT = Pattern.compile("<script>(.*)</script>", Pattern.DOTALL);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Context context = Context.enter();
  private final ScriptableObject scope = context.initStandardObjects();

  @BeforeAll
  void runScript() throws IOException {
    Matcher script = SCRIPT.matcher(Files.readString(PAGE));
    assertThat(script.find()).as("a script in %s", PAGE).isTrue();
    context.setLanguageVersion(Context.VERSION_ES6);
    // Few lines, run a few times: making classes of them takes longer.
    context.setInterpretedMode(true);
    context.evaluateString(scope, script.group(1), PAGE.toString(), 1, null);
    try (InputStream checks = SizingPageTest.class.getResourceAsStream("sizing-checks.js")) {
      String text = new String(Objects.requireNonNull(checks).readAllBytes(), UTF_8);
      context.evaluateString(scope, text, "sizing-checks.js", 1, null);
    }
  }

  @AfterAll
  void leave() {
    Context.exit();
  }

  @Test
  void theTextShowsWhatThePageComputes() throws IOException {
    List<String> written = Files.readAllLines(TEXT);
    List<String> expected = written;
    expected = with(expected, "examples", rows("examplesInMarkdown()"));
    expected =
        with(expected, "measured", rows("coefficientsInMarkdown(['measured', 'provisional'])"));
    expected = with(expected, "assumed", rows("coefficientsInMarkdown(['code', 'assumed'])"));
    if (Boolean.getBoolean("sizing.write")) {
      Files.writeString(TEXT, String.join("\n", expected) + "\n");
      return;
    }
    assertThat(written)
        .as("tables of %s; write them anew with -Dsizing.write=true", TEXT)
        .isEqualTo(expected);
  }

  /** What all instances need together; what one needs falls when another is added. */
  @ParameterizedTest
  @CsvSource({
    "eventsPerSecond, 10, 20000, busyCores cores state instances partitions changelogRate",
    "eventsPerSecond, 10, 20000, changelogVolume allVolume brokerIn brokerOut brokerCores requests",
    "peakFactor, 2, 100, busyCores cores instances partitions brokerIn brokerCores",
    "growth, 1, 20, partitions",
    "eventBytes, 500, 100000, cores inputVolume outputVolume brokerIn brokerCores",
    "outputs, 1, 8, cores auditVolume outputVolume brokerIn",
    "permittedPercent, 1, 100, outputVolume brokerOut",
    "patients, 1000, 1000000000, state instances changelogVolume",
    "consentsPerPatient, 0, 64, state instances changelogVolume",
    "criticalPercent, 0, 5, cores state changelogVolume otherVolume",
    "duplicatesDays, 1, 30, state instances changelogVolume",
    "versionsDays, 1, 90, state instances changelogVolume",
    "alertsDays, 30, 3650, state instances changelogVolume",
    "auditYears, 1, 10, auditVolume allVolume",
    "replicationFactor, 1, 3, allVolume brokerIn brokerOut brokerCores",
    "standbys, 0, 2, instances cores brokerOut"
  })
  void moreOfAnInputIsMoreOfWhatItCosts(String input, double from, double to, String results)
      throws IOException {
    for (String result : List.of(results.split(" ", -1))) {
      double before = computed("region", input, from).get(result);
      double last = before;
      for (int step = 1; step <= 10; step++) {
        double value = from * Math.pow(Math.max(to / Math.max(from, 1e-9), 1), step / 10.0);
        double now = computed("region", input, from == 0 ? to * step / 10 : value).get(result);
        assertThat(now).as("%s at %s %s", result, input, value).isGreaterThanOrEqualTo(last);
        last = now;
      }
      assertThat(last).as("%s from %s to %s %s", result, from, to, input).isGreaterThan(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ward", "hospital", "region", "national"})
  void aPresetFits(String preset) throws IOException {
    Figures inputs = figures("preset('" + preset + "')");
    Figures r = compute("preset('" + preset + "')");
    double survivors = r.get("instances") - inputs.get("standbys");
    double cores = inputs.get("coresPerInstance");

    assertThat(r.get("partitions")).isGreaterThanOrEqualTo(r.get("instances") * r.get("threads"));
    assertThat(r.get("instances") * cores).isGreaterThanOrEqualTo(r.get("cores"));
    assertThat(survivors).isGreaterThanOrEqualTo(1);
    assertThat(survivors * r.get("threads")).isGreaterThan(r.get("busyCores"));
    assertThat(r.get("threads")).isBetween(1.0, cores);
    assertThat(r.get("stateDisk")).isLessThanOrEqualTo(inputs.get("diskPerInstance") * 1e9);
    assertThat(r.get("container")).isGreaterThan(r.get("heap") + r.get("rocksDb"));
    assertThat(r.get("capacity")).isGreaterThan(r.get("peak"));
    assertThat(r.get("catchUp")).isPositive();
  }

  @Test
  void theNationalStreamIsOfFiftyThousandEventsASecond() throws IOException {
    assertThat(figures("preset('national')").get("eventsPerSecond")).isEqualTo(50_000);
  }

  @Test
  void everyBoundGivesANumber() {
    assertThat(string("wrongAtBounds()")).isEmpty();
  }

  @Test
  void whatLiesBeyondTheMeasurementsIsExtrapolated() {
    assertThat(string("kindOf('instances', 'ward')")).isEqualTo("extrapolated");
    assertThat(string("kindOf('stateDisk', 'national')")).isEqualTo("extrapolated");
    assertThat(string("beyondOnASingleInstance()")).isEmpty();
  }

  @Test
  void everyResultAndCoefficientIsExplained() {
    assertThat(string("unexplained()")).isEmpty();
  }

  /** It works without a network, and gives nothing away. */
  @Test
  void thePageLoadsNothing() throws IOException {
    assertThat(Files.readString(PAGE))
        .doesNotContainPattern("(?i)(src=|@import|url\\(|https?:|fetch\\(|XMLHttpRequest|<link)");
  }

  private static List<String> with(List<String> lines, String table, List<String> rows) {
    return WrittenTable.replaced(lines, table, SizingPageTest.class, rows);
  }

  private List<String> rows(String call) {
    return string(call + ".join('\\n')").lines().toList();
  }

  private Figures computed(String preset, String input, double value) throws IOException {
    return compute("Object.assign(preset('%s'), {%s: %s})".formatted(preset, input, value));
  }

  private Figures compute(String inputs) throws IOException {
    return figures("compute(" + inputs + ", defaults())");
  }

  private Figures figures(String expression) throws IOException {
    return new Figures(JSON.readTree(string("JSON.stringify(" + expression + ")")));
  }

  /** Inputs or results by name. */
  private record Figures(JsonNode values) {
    double get(String name) {
      return values.required(name).doubleValue();
    }
  }

  private String string(String expression) {
    return Context.toString(context.evaluateString(scope, expression, "test", 1, null));
  }
}
