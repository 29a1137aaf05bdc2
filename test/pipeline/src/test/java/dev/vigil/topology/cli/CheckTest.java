package dev.vigil.topology.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.topology.runtime.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.message.RawMessageEncoder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an upstream team learns of its events before it sends any. */
class CheckTest {
  private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  // Maven runs the tests in the module's directory.
  private static final Path PRODUCERS = Path.of("../../deploy/handbook/producers.md");

  private static final String ENVELOPE =
      "'eventId':'e1','source':'lis','timestamp':'2026-01-15T11:00:00Z','versionId':'1',"
          + "'patientId':'p1',";

  private static final String DELETION =
      "{"
          + ENVELOPE
          + "'eventType':'observation.deleted','resourceType':'Observation','resourceId':'o1'}";

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> theHandbookShowsWhatTheCommandPrints() throws IOException {
    List<WorkedExample> examples = WorkedExample.of(PRODUCERS, "vigil check");
    assertThat(examples).hasSizeGreaterThan(4);
    return examples.stream()
        .map(example -> dynamicTest("line " + example.line(), () -> assertTrue(example)));
  }

  private void assertTrue(WorkedExample example) throws IOException {
    Path files = Files.createTempDirectory(directory, "example");
    CommandRun run = CommandRun.of(NOW, example.arguments(files));
    assertThat(run.err()).isEmpty();
    assertThat(run.out().stream().map(line -> line.replace(files + "/", "")))
        .isEqualTo(example.printed());
    boolean accepted = example.printed().get(example.printed().size() - 1).endsWith(" ACCEPTED");
    boolean all = accepted && example.printed().stream().noneMatch(line -> line.contains("DEAD_"));
    assertThat(run.exitCode()).isEqualTo(all ? 0 : ExitCode.NOT_PROVEN.code());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "observation.created | Observation | `{'resourceType':'Observation','status':'final','subject':{'identifier':{}}}` | patient-not-named",
        "observation.updated | Observation | null | observation-id-only",
        "account.updated | Account | null | id-only",
        "consent.updated | Consent | null | consent-id-only",
        "consent.updated | Consent | `{'resourceType':'Consent','id':'o1','status':'active','patient':{'reference':'Patient/p1'},'provision':7}` | consent-partly-read",
      })
  void whatWillHurtIsAHintAndNoFault(
      String eventType, String resourceType, String resource, String hint) throws IOException {
    JsonNode line =
        one(
            ExitCode.OK,
            "{"
                + ENVELOPE
                + "'eventType':'"
                + eventType
                + "','resourceType':'"
                + resourceType
                + "','resourceId':'o1','resource':"
                + resource
                + "}");
    assertThat(line.path("outcome").asText()).isEqualTo("ACCEPTED");
    assertThat(line.path("hints")).hasSize(1);
    assertThat(line.path("hints").get(0).asText()).isEqualTo(hint);
  }

  @ParameterizedTest
  @CsvSource({
    "1961-04-02, ''",
    "soon, birth-date-unreadable",
  })
  void aPatientsBirthDateIsRead(String birthDate, String hint) throws IOException {
    JsonNode line =
        one(
            ExitCode.OK,
            "{"
                + ENVELOPE
                + "'eventType':'patient.updated','resource':{'resourceType':'Patient','id':'p1',"
                + "'birthDate':'"
                + birthDate
                + "'}}");
    assertThat(line.path("hints").toString())
        .isEqualTo(hint.isEmpty() ? "[]" : "[\"" + hint + "\"]");
  }

  @Test
  void aDeadLetterComesWithCauseAndRemedyAndEndsWith12() throws IOException {
    JsonNode line = one(ExitCode.NOT_PROVEN, DELETION.replace("observation.deleted", "gone"));
    assertThat(line.path("reason").asText()).isEqualTo("unknown-event-type");
    assertThat(line.path("location").asText()).isEqualTo("eventType");
    assertThat(line.path("remedy").asText())
        .isEqualTo(DeadLetterReason.UNKNOWN_EVENT_TYPE.remedy());
  }

  @Test
  void aKeyThatIsGivenIsHeldAgainstTheEvent() throws IOException {
    JsonNode line = one(ExitCode.NOT_PROVEN, DELETION, "--key", "p2");
    assertThat(line.path("reason").asText()).isEqualTo("key-mismatch");
  }

  @Test
  void thePartitionIsCheckedIfItIsAsked() throws IOException {
    int own = one(ExitCode.OK, DELETION, "--partitions", "12").path("partition").asInt();
    String[] inIt = {"--partitions", "12", "--partition", String.valueOf(own)};
    assertThat(one(ExitCode.OK, DELETION, inIt).path("outcome").asText()).isEqualTo("ACCEPTED");
    inIt[3] = String.valueOf((own + 1) % 12);
    assertThat(one(ExitCode.NOT_PROVEN, DELETION, inIt).path("reason").asText())
        .isEqualTo("wrong-partition");
    assertThat(check(DELETION, "--partition", "1").exitCode()).isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void theSameEventTwiceIsADuplicateOnlyForOneSource() throws IOException {
    CommandRun run =
        check(DELETION + "\n" + DELETION + "\n" + DELETION.replace("'lis'", "'other'"), "--json");
    assertThat(run.out().stream().map(CheckTest::outcome))
        .containsExactly("ACCEPTED", "DUPLICATE", "ACCEPTED");
    assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_PROVEN.code());
  }

  @Test
  void oneBrokenLineDoesNotHideTheOthers() throws IOException {
    CommandRun run = check(DELETION + "\n{'eventId':\n" + DELETION.replace("e1", "e2"), "--json");
    assertThat(run.out().stream().map(CheckTest::outcome))
        .containsExactly("ACCEPTED", "DEAD_LETTERED", "ACCEPTED");
  }

  @Test
  void aCloudEventWithoutPartitionKeyNeedsAKey() throws IOException {
    String event =
        "{'specversion':'1.0','id':'1','source':'s','type':'observation.deleted',"
            + "'time':'2026-01-15T11:00:00Z','subject':'Observation/o1'}";
    assertThat(one(ExitCode.OK, event).path("hints").toString()).isEqualTo("[\"key-unknown\"]");
    JsonNode keyed = one(ExitCode.OK, event, "--key", "p7");
    assertThat(keyed.path("patientId").asText()).isEqualTo("p7");
    assertThat(keyed.path("hints")).isEmpty();
  }

  @Test
  void tenantsAreAPartOfTheKey() throws IOException {
    JsonNode line =
        one(
            ExitCode.OK,
            DELETION.replace("'source'", "'tenant':'north','source'"),
            "--set",
            "vigil.tenants=true");
    assertThat(line.path("recordKey").asText()).isEqualTo("north|p1");
  }

  @Test
  void avroNeedsASchemaFromSomewhere() throws IOException {
    ByteBuffer message =
        new RawMessageEncoder<FhirChangeEvent>(
                new FhirChangeEvent().getSpecificData(), FhirChangeEvent.getClassSchema())
            .encode(
                FhirChangeEvent.newBuilder()
                    .setEventId("e1")
                    .setSource("lis")
                    .setEventType("observation.deleted")
                    .setResourceType("Observation")
                    .setResourceId("o1")
                    .setVersionId("2")
                    .setPatientId("p1")
                    .setTenant("")
                    .setTimestamp(NOW)
                    .build());
    byte[] raw = new byte[message.remaining()];
    message.get(raw);
    Path body = Files.write(directory.resolve("event.avro"), raw);
    byte[] wire = new byte[raw.length + 5];
    wire[4] = 7;
    System.arraycopy(raw, 0, wire, 5, raw.length);
    Path whole = Files.write(directory.resolve("event.bin"), wire);
    Path schema =
        Files.writeString(
            directory.resolve("event.avsc"), FhirChangeEvent.getClassSchema().toString());
    CommandRun unknown = CommandRun.of(NOW, "check", whole.toString());
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(unknown.err()).singleElement().asString().contains("registry.url", "--schema");
    CommandRun given = CommandRun.of(NOW, "check", whole.toString(), "--schema", schema.toString());
    assertThat(given.exitCode()).isZero();
    assertThat(CommandRun.of(NOW, "check", body.toString(), "--raw-avro").out())
        .contains("Event id     e1 of lis");
  }

  @Test
  void standardInputIsReadAndNothingIsNoSuccess() {
    CommandRun run = CommandRun.of(DELETION.replace('\'', '"'), NOW, "check", "-");
    assertThat(run.out()).contains("Sample       standard input", "Outcome      ACCEPTED");
    assertThat(CommandRun.of("[]", NOW, "check", "-").exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(CommandRun.of("", NOW, "check", "-").out())
        .contains("Outcome      DEAD_LETTERED, empty-value");
  }

  private JsonNode one(ExitCode expected, String event, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add("--json");
    CommandRun run = check(event, arguments.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).hasSize(1);
    assertThat(run.exitCode()).isEqualTo(expected.code());
    return MAPPER.readTree(run.out().get(0));
  }

  private CommandRun check(String events, String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("events"), events.replace('\'', '"'));
    List<String> arguments = new ArrayList<>(List.of("check", file.toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(NOW, arguments.toArray(String[]::new));
  }

  private static String outcome(String line) {
    try {
      return MAPPER.readTree(line).path("outcome").asText();
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }
}
