package dev.vigil.topology.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ScriptableObject;

/** What the sizing page computes, and that the handbook shows the same. */
class SizingPageTest {
  // Maven runs the tests in the module's directory.
  private static final Path HANDBOOK = Path.of("../../deploy/handbook");
  private static final Path PAGE = HANDBOOK.resolve("sizing.html");
  private static final Path TEXT = HANDBOOK.resolve("sizing.md");
  private static final Pattern SCRIPT = Pattern.compile("<script>(.*)</script>", Pattern.DOTALL);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Context context;
  private ScriptableObject scope;

  @BeforeEach
  void runScript() throws IOException {
    Matcher script = SCRIPT.matcher(Files.readString(PAGE));
    assertThat(script.find()).as("a script in %s", PAGE).isTrue();
    context = Context.enter();
    context.setLanguageVersion(Context.VERSION_ES6);
    scope = context.initStandardObjects();
    context.evaluateString(scope, script.group(1), PAGE.toString(), 1, null);
  }

  @AfterEach
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
    "patients, 1000, 100000000, state instances changelogVolume",
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
    for (String result : results.split(" ")) {
      double before = computed("region", input, from).get(result);
      double last = before;
      for (int step = 1; step <= 20; step++) {
        double value = from * Math.pow(Math.max(to / Math.max(from, 1e-9), 1), step / 20.0);
        double now = computed("region", input, from == 0 ? to * step / 20 : value).get(result);
        assertThat(now).as("%s at %s %s", result, input, value).isGreaterThanOrEqualTo(last);
        last = now;
      }
      assertThat(last).as("%s from %s to %s %s", result, from, to, input).isGreaterThan(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ward", "hospital", "region", "national"})
  void aPresetFits(String preset) throws IOException {
    Map<String, Double> inputs = json("preset('" + preset + "')");
    Map<String, Double> r = compute("preset('" + preset + "')");
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
    assertThat(json("preset('national')")).containsEntry("eventsPerSecond", 50_000.0);
  }

  /** Each input at its bounds, beyond them, and as what is no number; the others as a preset. */
  @Test
  void everyBoundGivesANumber() {
    String wrong =
        string(
            """
            (function () {
              var wrong = [];
              function look(inputs, what) {
                var r = compute(inputs, defaults());
                Object.keys(r).forEach(function (name) {
                  if (!isFinite(r[name]) || r[name] < 0) { wrong.push(name + " " + r[name] + " at " + what); }
                });
                var found = beyond(inputs, r);
                RESULTS.forEach(function (result) {
                  var text = result.show(r[result.name]) + basis(result, found).text;
                  if (/NaN|undefined|never/.test(text)) { wrong.push(result.name + " " + text + " at " + what); }
                });
              }
              ["min", "max"].forEach(function (bound) {
                var all = {};
                INPUTS.forEach(function (input) {
                  all[input.name] = input[bound];
                  PRESETS.forEach(function (each) {
                    [input[bound], -1, 1e300, "", "x", undefined].forEach(function (value) {
                      var inputs = preset(each.name);
                      inputs[input.name] = value;
                      look(inputs, each.name + " " + input.name + " " + value);
                    });
                  });
                });
                look(all, "all " + bound);
              });
              return wrong.join("; ");
            })()
            """);
    assertThat(wrong).isEmpty();
  }

  @Test
  void whatLiesBeyondTheMeasurementsIsExtrapolated() {
    assertThat(kindOf("instances", "ward")).isEqualTo("extrapolated");
    assertThat(kindOf("stateDisk", "national")).isEqualTo("extrapolated");
    // A single instance without copies is what the benchmarks run.
    String single =
        string(
            """
            (function () {
              var inputs = Object.assign(preset("ward"), {standbys: 0, replicationFactor: 1});
              return Object.keys(beyond(inputs, compute(inputs, defaults()))).join();
            })()
            """);
    assertThat(single).isEmpty();
  }

  /** Each result names coefficients that exist, and each coefficient says where it comes from. */
  @Test
  void everyResultAndCoefficientIsExplained() {
    String wrong =
        string(
            """
            (function () {
              var wrong = [];
              RESULTS.forEach(function (result) {
                if (!result.how || !result.label) { wrong.push(result.name); }
                result.from.forEach(function (name) {
                  if (!COEFFICIENTS[name]) { wrong.push(result.name + ": " + name); }
                });
              });
              Object.keys(COEFFICIENTS).forEach(function (name) {
                var each = COEFFICIENTS[name];
                var known = ["measured", "provisional", "code", "assumed"].indexOf(each.basis) >= 0;
                var command = ["measured", "provisional"].indexOf(each.basis) < 0
                  || /^deploy\\/vigil bench /.test(each.source);
                if (!known || !command || !each.unit || !each.meaning || !each.source || !(each.value > 0)) {
                  wrong.push(name);
                }
              });
              return wrong.join("; ");
            })()
            """);
    assertThat(wrong).isEmpty();
  }

  /** It works without a network, and gives nothing away. */
  @Test
  void thePageLoadsNothing() throws IOException {
    assertThat(Files.readString(PAGE))
        .doesNotContainPattern("(?i)(src=|@import|url\\(|https?:|fetch\\(|XMLHttpRequest|<link)");
  }

  private String kindOf(String result, String preset) {
    return string(
        """
        (function () {
          var inputs = preset("%s");
          var result = RESULTS.filter(function (each) { return each.name === "%s"; })[0];
          return basis(result, beyond(inputs, compute(inputs, defaults()))).kind;
        })()
        """
            .formatted(preset, result));
  }

  private static List<String> with(List<String> lines, String table, List<String> rows) {
    int start = lines.indexOf("<!-- " + table + ": written by SizingPageTest -->");
    assertThat(start).as("the place of the table %s in %s", table, TEXT).isNotNegative();
    int end = start + lines.subList(start, lines.size()).indexOf("<!-- end -->");
    assertThat(end).as("the end of the table %s in %s", table, TEXT).isGreaterThan(start);
    List<String> result = new ArrayList<>(lines.subList(0, start + 1));
    result.addAll(rows);
    result.addAll(lines.subList(end, lines.size()));
    return result;
  }

  private List<String> rows(String call) {
    return List.of(string(call + ".join('\\n')").split("\n"));
  }

  private Map<String, Double> computed(String preset, String input, double value)
      throws IOException {
    return compute("Object.assign(preset('%s'), {%s: %s})".formatted(preset, input, value));
  }

  private Map<String, Double> compute(String inputs) throws IOException {
    return json("compute(" + inputs + ", defaults())");
  }

  private Map<String, Double> json(String expression) throws IOException {
    return JSON.readValue(
        string("JSON.stringify(" + expression + ")"), new TypeReference<Map<String, Double>>() {});
  }

  private String string(String expression) {
    return Context.toString(context.evaluateString(scope, expression, "test", 1, null));
  }
}
