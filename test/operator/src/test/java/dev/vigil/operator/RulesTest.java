package dev.vigil.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules and configurations that are shipped, by Prometheus' own tools, and their runbooks. */
class RulesTest {
  private static final Path TESTS = Rule.DIRECTORY.resolve("vigil.rules.test.yml");
  private static final Path RUNBOOKS = Path.of("../../deploy/handbook/runbooks.md");
  private static final String LINK = "deploy/handbook/runbooks.md#";
  private static final Pattern ASKED = Pattern.compile("alertname=\"(\\w+)\"");
  private static final Pattern SECTION = Pattern.compile("(?m)^### (Vigil\\w+)$");

  /** What each runbook answers, in this order. */
  private static final List<String> QUESTIONS =
      List.of("**For patients:**", "**Confirm:**", "**Do:**", "**Do not:**", "**Over:**");

  @TempDir Path scratch;

  @Test
  void everyRuleDoesWhatItsTestsSay() throws Exception {
    assertSucceeds("promtool", "check", "rules", Rule.FILE.toString());
    assertSucceeds("promtool", "test", "rules", TESTS.toString());
  }

  @Test
  void everyRuleHasItsTests() throws IOException {
    Set<String> firing = new TreeSet<>();
    Set<String> silent = new TreeSet<>();
    StringBuilder asked = new StringBuilder();
    for (Map<String, Object> test : Rule.maps(Rule.yaml(TESTS).get("tests"))) {
      for (Map<String, Object> query : Rule.maps(test.get("promql_expr_test"))) {
        String expression = String.valueOf(query.get("expr"));
        boolean isEmpty = Rule.maps(query.get("exp_samples")).isEmpty();
        if (!isEmpty) {
          asked.append(expression).append('\n');
        }
        Matcher alert = ASKED.matcher(expression);
        if (alert.find()) {
          (isEmpty ? silent : firing).add(alert.group(1));
        }
      }
    }

    Set<String> alerts = names(true);
    assertThat(firing).isEqualTo(alerts);
    alerts.remove("VigilWatchdog"); // It is never silent
    assertThat(silent).isEqualTo(alerts);
    assertThat(Selectors.names(asked.toString())).containsAll(names(false));
  }

  @Test
  void everyAlertTellsWhatToDo() throws IOException {
    for (Rule rule : Rule.shipped()) {
      if (rule.isAlert()) {
        assertThat(rule.labels().get("severity")).as(rule.name()).isIn("page", "ticket", "none");
        assertThat(rule.annotations())
            .as(rule.name())
            .containsOnlyKeys("summary", "description", "runbook_url")
            .containsEntry("runbook_url", LINK + rule.name().toLowerCase(Locale.ROOT));
      }
    }
  }

  @Test
  void everyAlertHasItsRunbookAndNoOtherHas() throws IOException {
    String page = Files.readString(RUNBOOKS);
    Set<String> sections = new TreeSet<>();
    Matcher section = SECTION.matcher(page);
    while (section.find()) {
      assertThat(sections.add(section.group(1))).as("twice: %s", section.group(1)).isTrue();
      int end = page.indexOf("\n#", section.end());
      String text = page.substring(section.end(), end < 0 ? page.length() : end);
      assertThat(text).as(section.group(1)).containsSubsequence(QUESTIONS);
    }
    assertThat(sections).isEqualTo(names(true));
  }

  @Test
  void everyMetricIsDocumented() throws IOException {
    for (Rule rule : Rule.shipped()) {
      assertThat(Selectors.names(rule.expression()))
          .as(rule.name())
          .hasSizeGreaterThan(rule.name().equals("VigilWatchdog") ? -1 : 0);
      assertThat(Selectors.undocumented(rule.expression())).as(rule.name()).isEmpty();
    }
  }

  @Test
  void theExamplesOfConfigurationAreTaken() throws Exception {
    for (String file : List.of("prometheus.yml", "vigil.rules.yml")) {
      Files.copy(Rule.DIRECTORY.resolve(file), scratch.resolve(file));
    }
    // What an operator puts there.
    Files.writeString(scratch.resolve("vigil-http-token"), "secret");
    Files.writeString(scratch.resolve("vigil-ca.pem"), "");
    assertSucceeds("promtool", "check", "config", scratch.resolve("prometheus.yml").toString());

    String alertmanager = Rule.DIRECTORY.resolve("alertmanager.yml").toString();
    assertSucceeds("amtool", "check-config", alertmanager);
    assertThat(routed(alertmanager, "severity=page", "alertname=VigilAbsent")).contains("pages");
    assertThat(routed(alertmanager, "severity=ticket", "alertname=VigilDown")).contains("tickets");
    assertThat(routed(alertmanager, "severity=none", "alertname=VigilWatchdog"))
        .contains("watchdog");
    Matcher inhibited =
        Pattern.compile("Vigil\\w+").matcher(Files.readString(Path.of(alertmanager)));
    while (inhibited.find()) {
      assertThat(names(true)).contains(inhibited.group());
    }
  }

  private String routed(String configuration, String... labels) throws Exception {
    return Programs.run(
            scratch,
            "amtool",
            "config",
            "routes",
            "test",
            "--config.file=" + configuration,
            labels[0],
            labels[1])
        .output();
  }

  private void assertSucceeds(String... command) throws Exception {
    Programs.Result result = Programs.run(scratch, command);
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  private static Set<String> names(boolean alerts) throws IOException {
    return Rule.shipped().stream()
        .filter(rule -> rule.isAlert() == alerts)
        .map(Rule::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
