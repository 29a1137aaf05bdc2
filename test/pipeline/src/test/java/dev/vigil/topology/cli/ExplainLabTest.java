package dev.vigil.topology.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.topology.runtime.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a laboratory learns from FHIR files, without a cluster. */
class ExplainLabTest {
  private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String PATIENT =
      "{'resourceType':'Patient','id':'ida','birthDate':'2025-12-01'}";
  private static final String PROFILE =
      """
      # name: small
      # version: 2
      loinc,analyte,unit_ucum,low_critical,low_op,high_critical,high_op,age_min,age_max,source
      2823-3,Potassium,mmol/L,2.5,<,7.5,>,,P1Y,ours
      2823-3,Potassium,mmol/L,3.0,<,6.0,>=,P1Y,,ours
      """;

  @TempDir Path directory;

  @Test
  void oneLineForAnObservationWithItsContractMembersFirst() throws IOException {
    CommandRun run = explain(file("a.json", potassium("k", "6.90", "2026-01-15T11:00:00Z")));
    assertThat(run.out())
        .singleElement()
        .asString()
        .startsWith(
            "{\"observation\":\"k\",\"component\":null,\"outcome\":\"CRITICAL\","
                + "\"direction\":\"HIGH\",\"value\":6.90,\"unit\":\"mmol/L\",\"limit\":6.2,"
                + "\"rule\":\"2823-3/P6M-\",\"reason\":\"above-high-limit\",\"comparator\":null,");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void eachComponentHasItsLine() throws IOException {
    String observation =
        "{'resourceType':'Observation','id':'p','status':'final','code':{'text':'panel'},"
            + "'component':[{'code':"
            + loinc("2823-3")
            + ",'valueQuantity':{'value':4.1,'unit':'mmol/L'}},{'code':{'text':'colour'},"
            + "'valueString':'red'},{'code':{'text':'flagged'},'valueString':'low',"
            + "'interpretation':[{'coding':[{'code':'LL'}]}]}]}";
    List<JsonNode> lines = json(explain(file("a.json", observation)));
    assertThat(lines)
        .extracting(
            line -> line.path("component").asText() + " " + line.path("outcome").asText(),
            line -> line.path("value").asText(),
            line -> line.path("rule").asText(),
            line -> line.path("direction").asText())
        .containsExactly(
            tuple("2823-3 NORMAL", "4.1", "2823-3/P6M-", "null"),
            tuple("colour NOT_COVERED", "red", "null", "null"),
            tuple("flagged CRITICAL", "low", "null", "LOW"));
    assertThat(lines.get(0).path("limit").isNull()).isTrue();
    assertThat(lines.get(0).path("low").asText()).isEqualTo("2.8");
    assertThat(lines.get(0).path("high").asText()).isEqualTo("6.2");
  }

  @Test
  void withoutIdTheObservationIsItsPlace() throws IOException {
    String observation = potassium("k", "6.9", "2026").replace("'id':'k',", "");
    String lines = file("a.ndjson", observation + "\n" + observation);
    String bundle =
        file("b.json", "{'resourceType':'Bundle','entry':[{'resource':" + observation + "}]}");
    assertThat(json(explain(lines, bundle)))
        .extracting(line -> line.path("observation").asText())
        .containsExactly(lines + ":1", lines + ":2", bundle + ": entry[0].resource");
  }

  /** A newborn's potassium of 6.9 is not critical. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void thePatientInTheInputGivesTheAgeWhereverItStands(boolean patientFirst) throws IOException {
    String result = potassium("k", "6.9", "2026-01-15");
    String first = patientFirst ? PATIENT : result;
    String second = patientFirst ? result : PATIENT;
    String content = first + "\n" + second;
    String bundle =
        "{'resourceType':'Bundle','entry':[{'resource':%s},{'resource':%s}]}"
            .formatted(first, second);
    for (CommandRun run :
        List.of(
            explain(file("a.ndjson", content)),
            explain(file("b.json", bundle)),
            explain(file("first.json", first), file("second.json", second)),
            CommandRun.of(quoted(content), NOW, "explain", "lab", "--json", "-"))) {
      JsonNode line = json(run).get(0);
      assertThat(line.path("outcome").asText()).isEqualTo("NORMAL");
      assertThat(line.path("ageBasis").asText()).isEqualTo("BIRTH_DATE");
      assertThat(line.path("rule").asText()).isEqualTo("2823-3/P0D-P6M");
      assertThat(run.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Patient/ida, NORMAL",
    "http://x.example/fhir/Patient/ida/_history/2, NORMAL",
    "urn:uuid:ida, NORMAL",
    "Patient/bob, CRITICAL",
    "Group/ida, CRITICAL"
  })
  void anObservationBelongsToThePatientItRefersTo(String reference, String outcome)
      throws IOException {
    String result = potassium("k", "6.9", "2026-01-15").replace("Patient/ida", reference);
    assertOutcomes(explain(file("a.ndjson", PATIENT + "\n" + result)), outcome);
  }

  @Test
  void theBirthDateGivenIsForThoseWithoutPatient() throws IOException {
    String own = potassium("a", "6.9", "2026-01-15");
    String other = potassium("b", "6.9", "2026-01-15").replace("ida", "bob");
    String file = file("a.ndjson", PATIENT + "\n" + own + "\n" + other);
    assertOutcomes(explain(file), "NORMAL", "CRITICAL");
    assertOutcomes(explain(file, "--birth-date", "2026-01-01"), "NORMAL", "NORMAL");
    assertOutcomes(explain(file, "--birth-date", "1970"), "NORMAL", "CRITICAL");
    for (String wrong : List.of("1.2.1970", "1970-02-30", "2026-01-01T10:00:00Z", "")) {
      assertRefused(explain(file, "--birth-date", wrong), ExitCode.USAGE, "is no date");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-15T11:00:00Z, , CRITICAL", // now, by the clock
    "2026-01-14T11:59:59Z, , STALE",
    "2026-01-14T12:00:00Z, , CRITICAL", // exactly as old as allowed
    "2026-01-14T11:59:59Z, 2026-01-14T12:00:00Z, CRITICAL",
    "2026-01-14T11:59:59Z, 2026-01-16, STALE",
    "2026-01-20T00:00:00Z, , CRITICAL" // a wrong clock must not silence a result
  })
  void aCriticalResultThatIsOldIsStale(String issued, String at, String outcome)
      throws IOException {
    String file =
        file(
            "a.json",
            potassium("k", "6.9", "2020")
                .replace("'status'", "'issued':'" + issued + "','status'"));
    CommandRun run = at == null ? explain(file) : explain(file, "--at", at);
    assertOutcomes(run, outcome);
    assertThat(json(run).get(0).path("reason").asText()).isEqualTo("above-high-limit");
  }

  @Test
  void howOldIsStaleIsConfigured() throws IOException {
    String file = file("a.json", potassium("k", "6.9", "2026-01-15T11:00:00Z"));
    assertOutcomes(explain(file, "--set", "vigil.alerts.stale-after=PT10M"), "STALE");
    assertRefused(explain(file, "--at", "noon"), ExitCode.USAGE, "is no time");
  }

  @Test
  void anyProfile() throws IOException {
    String file = file("a.json", potassium("k", "6.0", "2026"));
    String profile = Files.writeString(directory.resolve("small.csv"), PROFILE).toString();
    assertOutcomes(explain(file), "NORMAL");
    assertOutcomes(explain(file, "--profile", "empty"), "NOT_COVERED");
    CommandRun small = explain(file, "--profile", profile);
    assertOutcomes(small, "CRITICAL");
    assertThat(json(small).get(0).path("profile").asText()).startsWith("small 2+");
    assertOutcomes(explain(file, "--set", "vigil.profile=" + profile), "CRITICAL");
    assertRefused(
        explain(file, "--profile", "none"), ExitCode.PROFILE, "profile none cannot be read");
    Files.writeString(directory.resolve("small.csv"), PROFILE.replace("2823-3", "2823-4"));
    assertRefused(explain(file, "--profile", profile), ExitCode.PROFILE, "check digit");
  }

  @Test
  void whatIsNoObservationIsCountedAndWhatCannotBeReadIsNamedByItsPlace() throws IOException {
    String content =
        potassium("k", "4", "2026")
            + "\n{'resourceType':'Condition','id':'secret'}\n{'resourceType':'Observation','id':'tor"
            + "\n{'resourceType':'Device'}\n"
            + PATIENT;
    String file = file("a.ndjson", content);
    CommandRun run = explain(file);
    assertOutcomes(run, "NORMAL");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).hasSize(2);
    assertThat(run.err().get(0))
        .startsWith("vigil: " + file + ":3: cannot be read (malformed-json at byte ")
        .doesNotContain("tor");
    assertThat(run.err().get(1)).isEqualTo("vigil: skipped 2 resources that are no Observations");
  }

  @Test
  void withoutAnyObservationItFails() throws IOException {
    CommandRun run = explain(file("a.json", PATIENT));
    assertRefused(run, ExitCode.USAGE, "there is no Observation to judge");
    assertThat(run.out()).isEmpty();
    String absent = directory.resolve("absent.json").toString();
    assertRefused(explain(absent), ExitCode.USAGE, "there is no such file");
    CommandRun nothing = CommandRun.of("", NOW, "explain", "lab", "-");
    assertRefused(nothing, ExitCode.USAGE, "standard input: is empty");
  }

  @Test
  void inWordsItSaysValueLimitRuleAgeUnitAndReason() throws IOException {
    String result = potassium("k", "25.0", "2026-01-15").replace("mmol/L", "mg/dL");
    String file = file("a.ndjson", PATIENT.replace("2025-12-01", "1970-03-04") + "\n" + result);
    CommandRun run = CommandRun.of(NOW, "explain", "lab", file);
    assertThat(run.out())
        .contains(
            "Observation  k, Potassium (LOINC 2823-3)",
            "Outcome      CRITICAL, high, by the profile",
            "Value        25.0 mg/dL, compared as 6.39419 mmol/L",
            "Limits       critical < 2.8 or > 6.2 mmol/L; crossed: > 6.2")
        .anyMatch(line -> line.matches("Rule         2823-3/P6M-, line \\d+ of us-.*; source: .*"))
        .anyMatch(line -> line.startsWith("Age          band from P6M; born 1970-03-04 (Patient"))
        .anyMatch(line -> line.startsWith("Reason       above-high-limit: "))
        .anyMatch(line -> line.contains("an example: no laboratory has validated its limits"));
  }

  @Test
  void whatAFileSaysDoesNotCommandTheTerminal() throws IOException {
    String evil = "\\u001b]0;x\\u0007\\u009b2J\\u202e\\r\\n";
    String result =
        "{'resourceType':'Observation','id':'%s','status':'final','code':%s,'valueString':'%s'}"
            .formatted(evil, loinc("2823-3"), evil);
    String file = file("a\u001b.json", result);
    for (String[] more : List.of(new String[0], new String[] {"--json"})) {
      CommandRun run =
          CommandRun.of(
              NOW,
              Stream.concat(Stream.of("explain", "lab", file), Stream.of(more))
                  .toArray(String[]::new));
      assertThat(run.exitCode()).isZero();
      assertThat(String.join("", run.out()) + String.join("", run.err()))
          .doesNotContainPattern("\\p{Cc}")
          .contains("]0;x");
    }
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }

  private static void assertOutcomes(CommandRun run, String... outcomes) throws IOException {
    assertThat(json(run))
        .extracting(line -> line.path("outcome").asText())
        .containsExactly(outcomes);
  }

  private static void assertRefused(CommandRun run, ExitCode code, String why) {
    assertThat(run.err()).anyMatch(line -> line.contains(why));
    assertThat(run.exitCode()).isEqualTo(code.code());
  }

  private static List<JsonNode> json(CommandRun run) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : run.out()) {
      lines.add(MAPPER.readTree(line));
    }
    return lines;
  }

  private CommandRun explain(String... arguments) {
    return CommandRun.of(
        NOW,
        Stream.concat(Stream.of("explain", "lab", "--json"), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), quoted(content)).toString();
  }

  private static String quoted(String content) {
    return content.replace('\'', '"');
  }

  private static String loinc(String code) {
    return "{'coding':[{'system':'http://loinc.org','code':'" + code + "'}]}";
  }

  private static String potassium(String id, String value, String taken) {
    return ("{'resourceType':'Observation','id':'%s','status':'final','code':%s,"
            + "'subject':{'reference':'Patient/ida'},'effectiveDateTime':'%s','valueQuantity':"
            + "{'value':%s,'system':'http://unitsofmeasure.org','code':'mmol/L'}}")
        .formatted(id, loinc("2823-3"), taken, value);
  }
}
