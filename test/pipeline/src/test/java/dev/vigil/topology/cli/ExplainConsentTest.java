package dev.vigil.topology.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.topology.runtime.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a privacy officer learns from FHIR files, without a cluster. */
class ExplainConsentTest {
  private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");

  // Maven runs the tests in the module's directory.
  private static final String OUTPUTS = "../../deploy/examples/outputs.properties";

  private static final String OPT_IN = consent("yes", "OPTIN", "");
  private static final String OPT_OUT = consent("no", "OPTOUT", "");

  @TempDir Path directory;

  @Test
  void oneConsentInOneFile() throws IOException {
    CommandRun run = explain("HRESCH", file("a.json", OPT_IN));
    assertThat(run.out())
        .containsExactly(
            "{\"decision\":\"PERMIT\",\"decidedBy\":\"yes\",\"provision\":\"policyRule\","
                + "\"combined\":\"DENY_OVERRIDES\",\"withheld\":[],"
                + "\"reason\":\"Consent yes permits by policyRule; no other Consent applies\"}");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void whatMustBeWithheldIsNamedWithItsCriteria() throws IOException {
    String consent =
        consent(
            "partly",
            "OPTIN",
            ",'provision':{'provision':[{'type':'deny','class':[{'code':'Observation'}],"
                + "'code':[{'coding':[{'system':'http://loinc.org','code':'7917-8'}]}],"
                + "'provision':[{'type':'permit','dataPeriod':{'end':'2020'}}]}]}");
    assertThat(explain("TREAT", file("a.json", consent)).out())
        .containsExactly(
            "{\"decision\":\"PERMIT\",\"decidedBy\":\"partly\",\"provision\":\"policyRule\","
                + "\"combined\":\"DENY_OVERRIDES\",\"withheld\":[{\"consent\":\"partly\","
                + "\"provision\":\"provision.provision[0]\","
                + "\"criteria\":[\"class Observation\",\"code http://loinc.org|7917-8\"],"
                + "\"except\":[\"provision.provision[0].provision[0]\"]}],"
                + "\"reason\":\"Consent partly permits by policyRule; no other Consent applies\"}");
  }

  @Test
  void aBundleWithinABundle() throws IOException {
    String bundle = bundle("{'resource':" + bundle(entry(OPT_IN), entry(OPT_OUT)) + "}");
    assertDecidedBy("no", explain("TREAT", file("a.json", bundle)));
  }

  @Test
  void bundlesNestedWithoutEndAreIndeterminate() throws IOException {
    String bundle = entry(OPT_IN);
    for (int i = 0; i < 50; i++) {
      bundle = "{'resource':" + bundle(bundle) + "}";
    }
    CommandRun run = explain("HRESCH", file("a.json", bundle(bundle)));
    assertDecision("INDETERMINATE", run);
    assertThat(run.err()).singleElement().asString().contains("json-too-deep");
  }

  @Test
  void ndjsonAndAnArrayAndSeveralFiles() throws IOException {
    String lines = file("a.ndjson", OPT_IN + "\n\r\n" + OPT_OUT + "\r\n");
    String array = file("b.json", "[" + OPT_IN + ",\n " + OPT_OUT + "]");
    assertDecidedBy("no", explain("TREAT", lines));
    assertDecidedBy("no", explain("TREAT", array));
    String yes = file("yes.json", OPT_IN);
    String no = file("no.json", OPT_OUT);
    assertDecidedBy("no", run("", "--consent", yes, no, "--purpose", "TREAT"));
    assertDecidedBy("no", run("", "--consent", yes, "--consent", no, "--purpose", "TREAT"));
  }

  @Test
  void standardInput() throws IOException {
    assertDecidedBy("no", run(json(OPT_OUT), "--consent", "-", "--purpose", "TREAT"));
    CommandRun twice = run("", "--consent", "-", "--resource", "-", "--purpose", "TREAT");
    assertRefused(twice, "standard input can be read once");
    CommandRun nothing = run("", "--consent", "-", "--purpose", "TREAT");
    assertRefused(nothing, "standard input: is empty");
  }

  @Test
  void aByteOrderMarkIsHarmless() throws IOException {
    assertDecidedBy("no", explain("TREAT", file("a.json", "\uFEFF" + OPT_OUT)));
  }

  @Test
  void whatIsNoConsentIsSkippedAndCounted() throws IOException {
    String patient = "{'resourceType':'Patient','id':'ida'}";
    String bundle = bundle(entry(patient), entry(OPT_OUT), entry(patient));
    CommandRun run = explain("TREAT", file("a.json", bundle));
    assertDecidedBy("no", run);
    assertThat(run.err()).containsExactly("vigil: skipped 2 resources that are no Consents");

    CommandRun none = explain("TREAT", file("b.json", patient));
    assertDecision("NOT_APPLICABLE", none);
    assertThat(none.err()).anyMatch(line -> line.contains("there is no Consent"));
  }

  @Test
  void aBrokenLineIsIndeterminateAndTheOthersCount() throws IOException {
    String file = file("a.ndjson", OPT_IN + "\n{'resourceType':'Consent','id':'torn','sta\n");
    CommandRun run = explain("HRESCH", file);
    assertDecision("INDETERMINATE", run);
    assertThat(run.out().get(0)).contains("\"decidedBy\":\"torn\"");
    assertThat(run.err())
        .singleElement()
        .asString()
        .startsWith("vigil: " + file + ":2: cannot be read (malformed-json at byte ")
        .endsWith("Consent torn is indeterminate, as in production");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aBrokenFirstLineDoesNotHideTheOthers() throws IOException {
    String file = file("a.ndjson", "{'resourceType':\n" + OPT_OUT + "\n" + OPT_IN);
    CommandRun run = explain("HRESCH", file);
    assertDecidedBy("no", run);
    assertThat(run.err()).singleElement().asString().startsWith("vigil: " + file + ":1: ");
  }

  @Test
  void aReadableVersionEndsWhatWasIndeterminate() throws IOException {
    String file = file("a.ndjson", "{'resourceType':'Consent','id':'yes','sta\n" + OPT_IN);
    assertDecidedBy("yes", explain("HRESCH", file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'resourceType':'Consent','status':'active'}              | consent-without-id",
        "{'resourceType':'Consent','id':'a','id':'a'}              | member-twice",
        "{'id':'a','status':'active'}                              | malformed-resource",
        "{'resourceType':'Consent','id':'a','provision':{'period':}} | malformed-json",
        "{'resourceType':'Bundle','entry':[{'resource':            | malformed-json",
        "{'resourceType':'Bundle','entry':[{'resource':'text'}]}   | malformed-resource",
        "{'resourceType':'Bundle','entry':[{'resource':{'resourceType':'Consent'}}],'entry':[]} | member-twice",
        "{'resourceType':'Consent','id':'a','resourceType':'Patient'} | member-twice",
        "{'resourceType':'Bundle','entry':{'resource':{}}}         | malformed-resource",
        "<Consent/>                                                | malformed-json",
        "7                                                         | malformed-json",
      })
  void whatCannotBeReadIsIndeterminateNeverAnError(String content, String fault)
      throws IOException {
    CommandRun run = explain("HRESCH", file("a.json", content));
    assertDecision("INDETERMINATE", run);
    assertThat(run.err()).singleElement().asString().contains("cannot be read (" + fault);
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void whatAFileSaysDoesNotCommandTheTerminal() throws IOException {
    String evil = "\\u001b]0;x\\u0007\\u009b2J\\u202e\\r\\n";
    String withheld =
        consent(
            evil,
            "OPTIN",
            ",'provision':{'type':'deny','code':[{'coding':[{'system':'s','code':'%s'}]}]}"
                .formatted(evil));
    String torn = "{'resourceType':'Consent','id':'" + evil + "torn','sta";
    String consents = file("a\u001b.ndjson", withheld + "\n" + torn);
    String resources =
        file(
            "r.ndjson",
            ("{'resourceType':'Observation','id':'" + evil + "'}\n")
                .repeat(2)
                .concat("{'resourceType':'Observation','id':'" + evil + "'"));
    for (String[] more :
        List.of(new String[0], new String[] {"--resource", resources}, new String[] {"--json"})) {
      CommandRun run =
          CommandRun.of(
              NOW,
              Stream.concat(
                      Stream.of("explain", "consent", "--consent", consents, "--purpose", "TREAT"),
                      Stream.of(more))
                  .toArray(String[]::new));
      assertThat(run.exitCode()).isZero();
      assertThat(run.err()).isNotEmpty();
      assertThat(String.join("", run.out()) + String.join("", run.err()))
          .doesNotContainPattern("\\p{Cc}")
          .contains("]0;x");
    }
    CommandRun noFile = explain("TREAT", directory.resolve("n\u001b.json").toString());
    assertRefused(noFile, "n?.json: there is no such file");
  }

  @Test
  void theDecodersLimitsHold() throws IOException {
    String deep = consent("deep", "OPTIN", ",'text':" + "[".repeat(40) + "]".repeat(40));
    CommandRun tooDeep =
        explain("HRESCH", file("a.json", deep), "--set", "vigil.inputs.max-depth=32");
    assertDecidedBy("deep", tooDeep);
    assertThat(tooDeep.err()).singleElement().asString().contains("json-too-deep");
    String large = consent("large", "OPTIN", ",'text':'" + "x".repeat(2000) + "'");
    CommandRun tooLarge =
        explain("HRESCH", file("b.json", large), "--set", "vigil.inputs.max-value-bytes=1024");
    assertDecidedBy("large", tooLarge);
    assertThat(tooLarge.err()).singleElement().asString().contains("too-large");
  }

  @Test
  void theNewestVersionOfAConsentCounts() throws IOException {
    String older = consent("c", "OPTIN", ",'meta':{'versionId':'9'}");
    String newer = consent("c", "OPTOUT", ",'meta':{'versionId':'10'}");
    assertDecision("DENY", explain("TREAT", file("a.ndjson", older + "\n" + newer)));
    assertDecision("DENY", explain("TREAT", file("b.ndjson", newer + "\n" + older)));
    String undated = consent("c", "OPTIN", "");
    assertDecision("PERMIT", explain("TREAT", file("c.ndjson", newer + "\n" + undated)));
  }

  @Test
  void moreConsentsThanAreKeptAreIndeterminate() throws IOException {
    List<String> consents = new ArrayList<>();
    IntStream.range(0, 5).forEach(i -> consents.add(consent("c" + i, "OPTIN", "")));
    String file = file("a.ndjson", String.join("\n", consents));
    assertDecision("PERMIT", explain("HRESCH", file));
    CommandRun run = explain("HRESCH", file, "--set", "vigil.patients.max-consents=2");
    assertDecision("INDETERMINATE", run);
    assertThat(run.out().get(0)).contains("more Consents than are kept");
  }

  @Test
  void eachResourceIsAnswered() throws IOException {
    String consent =
        consent("c", "OPTIN", ",'provision':{'type':'deny','class':[{'code':'Observation'}]}");
    String resources =
        file(
            "r.ndjson",
            "{'resourceType':'Observation','id':'o1'}\n{'resourceType':'Observation',\n"
                + bundle(entry("{'resourceType':'Condition'}")));
    CommandRun run = explain("TREAT", file("a.json", consent), "--resource", resources);
    assertThat(run.out()).hasSize(2);
    assertThat(run.out().get(0))
        .startsWith("{\"resource\":\"Observation/o1\",\"decision\":\"DENY\",\"decidedBy\":\"c\"")
        .contains("\"criteria\":[\"class Observation\"]");
    assertThat(run.out().get(1))
        .startsWith("{\"resource\":\"Condition\",\"decision\":\"PERMIT\"")
        .contains("\"withheld\":[]");
    assertThat(run.err())
        .singleElement()
        .asString()
        .startsWith("vigil: " + resources + ":2: cannot be read (malformed-json");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void withoutAnyResourceToAnswerItFails() throws IOException {
    String resource = file("r.json", "{'resourceType':'Observation',");
    CommandRun run = explain("TREAT", file("a.json", OPT_IN), "--resource", resource);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err()).anyMatch(line -> line.contains("no resource to answer about"));
  }

  @Test
  void anotherPatientIsNoticedAndNotNamed() throws IOException {
    String ida = consent("a", "OPTIN", ",'patient':{'reference':'Patient/ida'}");
    String same = consent("b", "OPTIN", ",'patient':{'reference':'http://x/Patient/ida'}");
    String bob = consent("c", "OPTIN", ",'patient':{'reference':'Patient/bob'}");
    String resource =
        file(
            "r.json",
            "{'resourceType':'Observation','id':'o','subject':{'reference':'Patient/eve'}}");
    assertThat(explain("TREAT", file("same.ndjson", ida + "\n" + same)).err()).isEmpty();
    String file = file("a.ndjson", ida + "\n" + bob);
    CommandRun run = explain("TREAT", file, "--resource", resource);
    assertDecision("PERMIT", run);
    assertThat(run.err()).hasSize(2);
    assertThat(run.err().get(0))
        .startsWith("vigil: " + file + ":2: another patient than in " + file + ":1");
    assertThat(run.err().get(1)).startsWith("vigil: " + resource + ": another patient");
    assertThat(String.join("", run.err())).doesNotContain("ida", "bob", "eve");
  }

  @Test
  void aDeletionInAHistoryIsPointedOut() throws IOException {
    String history = bundle("{'request':{'method':'DELETE','url':'Consent/yes'}}", entry(OPT_IN));
    CommandRun run = explain("TREAT", file("a.json", history));
    assertThat(run.err()).singleElement().asString().contains("entry[0]: a deletion");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-14,NOT_APPLICABLE", // a date is its start in UTC
    "2026-01-15,PERMIT",
    "2026-01-14T23:30:00-01:00,PERMIT",
    "2026-01-15T13:30:00Z,NOT_APPLICABLE"
  })
  void whenItIsAsked(String at, String decision) throws IOException {
    String consent =
        "{'resourceType':'Consent','id':'c','status':'active','scope':{'coding':[{'code':"
            + "'patient-privacy'}]},'provision':{'type':'permit','period':"
            + "{'start':'2026-01-15','end':'2026-01-15T13:00:00Z'}}}";
    String file = file("a.json", consent);
    assertDecision(decision, explain("HRESCH", file, "--at", at));
    assertDecision("PERMIT", explain("HRESCH", file)); // now
  }

  @ParameterizedTest
  @ValueSource(strings = {"MOST_RECENT", "most-recent", "Most_Recent"})
  void theLatestWins(String rule) throws IOException {
    String older = consent("older", "OPTOUT", ",'dateTime':'2024-01-01'");
    String newer = consent("newer", "OPTIN", ",'dateTime':'2025-01-01'");
    String file = file("a.ndjson", older + "\n" + newer);
    CommandRun run = explain("TREAT", file, "--combine", rule);
    assertDecidedBy("newer", run);
    assertThat(run.out().get(0)).contains("\"combined\":\"MOST_RECENT\"");
  }

  @Test
  void theFirstCategoryWins() throws IOException {
    String first = consent("first", "OPTIN", ",'category':[{'coding':[{'code':'one'}]}]");
    String second = consent("second", "OPTOUT", ",'category':[{'coding':[{'code':'two'}]}]");
    String file = file("a.ndjson", second + "\n" + first);
    assertDecidedBy(
        "first", explain("TREAT", file, "--combine", "ordered", "--category-order", "one,two"));
    assertRefused(explain("TREAT", file, "--combine", "ORDERED"), "--category-order");
    assertRefused(explain("TREAT", file, "--category-order", "one"), "--combine ORDERED");
    assertThat(explain("TREAT", file, "--combine", "newest").exitCode())
        .isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void theRecipientCounts() throws IOException {
    String consent =
        consent(
            "c",
            "OPTOUT",
            ",'provision':{'type':'permit','actor':[{'role':{'coding':[{'code':'IRCP'}]},"
                + "'reference':{'reference':'Organization/registry'}}]}");
    String file = file("a.json", consent);
    assertDecision("DENY", explain("HRESCH", file));
    assertDecision("DENY", explain("HRESCH", file, "--recipient", "Organization/other"));
    assertDecision(
        "PERMIT",
        explain("HRESCH", file, "--recipient", "urn:x|1", "--recipient", "Organization/registry"));
  }

  @Test
  void theHospitalsChoicesCount() throws IOException {
    String consent =
        "{'resourceType':'Consent','id':'c','status':'active','scope':{'coding':[{'code':"
            + "'treatment'}]},'policyRule':{'coding':[{'code':'OPTOUT'}]}}";
    String file = file("a.json", consent);
    assertDecision("NOT_APPLICABLE", explain("TREAT", file));
    assertDecision(
        "DENY", explain("TREAT", file, "--set", "vigil.consent.treatment-scope=privacy"));
    String settings = file("vigil.properties", "vigil.consent.treatment-scope=privacy");
    assertDecision("DENY", explain("TREAT", file, "-c", settings));
  }

  @ParameterizedTest
  @CsvSource({
    "TREATT,did you mean TREAT?",
    "treat,did you mean TREAT?",
    "research,did you mean HRESCH?",
    "HRESEARCH,did you mean HRESCH?",
    "X,the broadest are treatment (TREAT)"
  })
  void anUnknownPurposeIsRefused(String purpose, String hint) throws IOException {
    assertRefused(explain(purpose, file("a.json", OPT_IN)), hint);
  }

  @Test
  void whatCannotBeOpenedIsRefused() throws IOException {
    assertRefused(explain("TREAT", directory.resolve("none.json").toString()), "no such file");
    assertRefused(explain("TREAT", directory.toString()), "not a directory");
    assertRefused(explain("TREAT", file("empty.json", " \n\n")), "is empty");
    assertRefused(explain("TREAT", file("a.json", OPT_IN), "--at", "tomorrow"), "--at tomorrow");
    assertThat(run("", "--purpose", "TREAT").exitCode()).isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void aPersonReadsTheAnswerInFull() throws IOException {
    String partly =
        consent("partly", "OPTIN", ",'provision':{'type':'deny','class':[{'code':'Observation'}]}");
    String old = consent("old", "OPTOUT", "").replace("active", "inactive");
    CommandRun run =
        CommandRun.of(
            NOW,
            "explain",
            "consent",
            "--consent",
            file("a.ndjson", partly + "\n" + old),
            "--purpose",
            "ETREAT");
    assertThat(run.out())
        .containsExactly(
            "Question   may an output for ETREAT, a kind of treatment (TREAT) receive this"
                + " patient's data?",
            "When       2026-01-15T12:00:00Z",
            "Receiver   not given; a rule about the receiver then counts if it denies, not if it"
                + " permits",
            "",
            "Answer     yes in part (PERMIT)",
            "Reason     Consent partly permits by policyRule; no other Consent applies",
            "Withheld   resources with class Observation (Consent partly, provision)",
            "",
            "Consents   CONSENT  SAYS            WHERE OR WHY NOT",
            "           partly   permits         policyRule",
            "           old      does not apply  status inactive",
            "           (provision is a member of the FHIR Consent; [0] is the first of a list)",
            "",
            "Rules      of several Consents that apply, a deny wins (DENY_OVERRIDES)",
            "           where none applies or can be evaluated, an output for ETREAT receives"
                + " everything, unless configured otherwise");
  }

  @Test
  void anOutputIsAskedAsItIsConfigured() throws IOException {
    // What the example promises: forms of the law before general ones, open without any.
    String general = consent("general", "OPTOUT", ",'category':[{'coding':[{'code':'59284-0'}]}]");
    String law =
        consent(
            "law",
            "OPTOUT",
            ",'category':[{'coding':[{'code':'notifiable'}]}],'provision':{'type':'permit',"
                + "'actor':[{'role':{'coding':[{'code':'IRCP'}]},"
                + "'reference':{'reference':'Organization/health-authority'}}]}");
    String both = file("both.ndjson", general + "\n" + law);
    assertDecidedBy("law", askedFor("public-health", both));
    assertThat(askedFor("public-health", both).out().get(0))
        .contains("\"decision\":\"PERMIT\"", "\"combined\":\"ORDERED\"");
    assertDecision("DENY", askedFor("treatment", both));

    String torn = file("torn.json", "{'resourceType':'Consent','id':'torn','sta");
    assertThat(askedFor("public-health", torn).out().get(0))
        .contains("permits when consent is indeterminate");
    assertThat(askedFor("research", torn).out().get(0))
        .contains("denies when consent is indeterminate");
    assertThat(askedFor("alerts", torn).out().get(0))
        .contains("TREAT permits when consent is indeterminate");
  }

  @Test
  void aPersonReadsWhatTheConfiguredOutputDoes() throws IOException {
    String none = file("a.json", consent("old", "OPTOUT", "").replace("active", "inactive"));
    List<String> read =
        CommandRun.of(
                NOW,
                "explain",
                "consent",
                "--consent",
                none,
                "--output",
                "public-health",
                "-c",
                OUTPUTS,
                "--set",
                "vigil.outputs.public-health.when-indeterminate=deny",
                "--set",
                "vigil.outputs.public-health.withheld=notice")
            .out();
    assertThat(read)
        .startsWith(
            "Question   may output public-health, for public health (PUBHLTH), receive this"
                + " patient's data?",
            "When       2026-01-15T12:00:00Z",
            "Receiver   Organization/health-authority",
            "",
            "Answer     yes, by default: no Consent applies (NOT_APPLICABLE)")
        .endsWith(
            "Rules      of several Consents that apply, the first of notifiable, 59284-0 wins"
                + " (ORDERED)",
            "           where none applies, public-health receives everything",
            "           where one cannot be evaluated, public-health receives nothing",
            "           in place of what is withheld, public-health receives an id-only notice");
  }

  @Test
  void anOutputAndItsPolicyAreNotAskedForAtOnce() throws IOException {
    String file = file("a.json", OPT_IN);
    assertRefused(run("", "--consent", file), "--purpose CODE, or --output NAME");
    assertRefused(explain("TREAT", file, "--output", "alerts"), "either --purpose");
    for (String option : List.of("--recipient", "--combine", "--category-order")) {
      assertRefused(askedFor("alerts", file, option, "ORDERED"), option + " cannot be given");
    }
    assertRefused(
        askedFor("publichealth", file),
        "no output publichealth in this configuration (-c, --set), only: payment, public-health,"
            + " research, treatment, alerts");
  }

  private static CommandRun askedFor(String output, String file, String... more) {
    return run(
        "",
        Stream.concat(
                Stream.of("--consent", file, "--output", output, "-c", OUTPUTS), Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void aPersonReadsSeveralAnswersAsOneLineEach() throws IOException {
    String resources =
        IntStream.range(0, 3)
            .mapToObj("{'resourceType':'Observation','id':'o%d'}"::formatted)
            .reduce("", (one, other) -> one + other + "\n");
    CommandRun run =
        CommandRun.of(
            NOW,
            "explain",
            "consent",
            "--consent",
            file("a.json", OPT_OUT),
            "--purpose",
            "TREAT",
            "--resource",
            file("r.ndjson", resources));
    assertThat(run.out().stream().filter(line -> line.contains("Observation/")))
        .hasSize(3)
        .allMatch(line -> line.startsWith("no ") && line.contains("Consent no denies"));
  }

  private CommandRun explain(String purpose, String file, String... more) {
    return run(
        "",
        Stream.concat(Stream.of("--consent", file, "--purpose", purpose), Stream.of(more))
            .toArray(String[]::new));
  }

  private static CommandRun run(String standardInput, String... arguments) {
    return CommandRun.of(
        standardInput,
        NOW,
        Stream.of(Stream.of("explain", "consent"), Stream.of(arguments), Stream.of("--json"))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  private static void assertDecision(String expected, CommandRun run) {
    assertThat(run.out()).singleElement().asString().contains("\"decision\":\"" + expected + "\"");
    assertThat(run.exitCode()).isZero();
  }

  private static void assertDecidedBy(String consent, CommandRun run) {
    assertThat(run.out()).singleElement().asString().contains("\"decidedBy\":\"" + consent + "\"");
    assertThat(run.exitCode()).isZero();
  }

  private static void assertRefused(CommandRun run, String because) {
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).singleElement().asString().startsWith("vigil: ").contains(because);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
  }

  private String file(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.write(file, json(content).getBytes(StandardCharsets.UTF_8));
    return file.toString();
  }

  private static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }

  private static String consent(String id, String policyRule, String more) {
    return ("{'resourceType':'Consent','id':'%s','status':'active','scope':{'coding':[{'code':"
            + "'patient-privacy'}]},'policyRule':{'coding':[{'code':'%s'}]}%s}")
        .formatted(id, policyRule, more);
  }

  private static String entry(String resource) {
    return "{'resource':" + resource + "}";
  }

  private static String bundle(String... entries) {
    return "{'entry':[" + String.join(",", entries) + "],'resourceType':'Bundle'}";
  }
}
