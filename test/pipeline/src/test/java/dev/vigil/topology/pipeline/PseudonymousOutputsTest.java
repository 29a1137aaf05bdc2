package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.consent;
import static dev.vigil.topology.pipeline.SampleEvent.deleted;
import static dev.vigil.topology.pipeline.SampleEvent.observation;
import static dev.vigil.topology.pipeline.SampleEvent.patient;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.examples.FhirExamples;
import dev.vigil.examples.FhirExamples.Example;
import dev.vigil.serdes.encryption.Keys;
import dev.vigil.serdes.encryption.ResourceDecryption;
import dev.vigil.support.SampleKeyFile;
import dev.vigil.support.sample.SampleResources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an output with pseudonyms holds, and that none of it tells who the patient is. */
class PseudonymousOutputsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> EXAMPLES =
      List.of(
          "observation",
          "condition",
          "diagnosticreport",
          "encounter",
          "immunization",
          "medicationrequest",
          "patient",
          "procedure",
          "servicerequest",
          "specimen");
  private static final String PLANTED = "planted-7Gq2";

  @TempDir Path state;
  @TempDir Path secrets;
  private SampleKeyFile keys;
  private @Nullable PipelineDriver running;

  // JUnit calls makeKeys before all else.
  @SuppressWarnings("NullAway.Init")
  PseudonymousOutputsTest() {}

  @BeforeEach
  void makeKeys() throws IOException {
    keys = SampleKeyFile.in(secrets, "ids:1", "ids:2", "research:1");
  }

  private PipelineDriver start(String... more) {
    List<String> settings = new ArrayList<>();
    settings.add(keys.setting());
    for (String output : List.of("research", "quality")) {
      settings.add("vigil.outputs." + output + ".purpose=HRESCH");
      settings.add("vigil.outputs." + output + ".without-consent=permit");
      settings.add("vigil.outputs." + output + ".pseudonymise-with=ids:1");
    }
    settings.add("vigil.outputs.treatment.purpose=TREAT");
    settings.addAll(List.of(more));
    PipelineDriver pipeline = PipelineDriver.start(state, settings.toArray(String[]::new));
    running = pipeline;
    return pipeline;
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  private static FhirChangeEvent event(TestRecord<byte[], byte[]> output) {
    return PipelineDriver.decode(output.value(), FhirChangeEvent.class);
  }

  private static String key(TestRecord<byte[], byte[]> output) {
    return new String(output.key(), UTF_8);
  }

  @Test
  void aResultKeepsItsMeaningAndLosesItsPatient() throws IOException {
    PipelineDriver pipeline = start();
    SampleEvent sent =
        observation(
            "p-secret",
            "o1",
            2,
            "final",
            "2823-3",
            "7.40",
            "mmol/L",
            """
            "text":{"status":"generated","div":"<div>Ida Smith, p-secret</div>"},\
            "identifier":[{"use":"official","value":"ACC-1"}],\
            "encounter":{"reference":"https://fhir.example.org/Encounter/e9/_history/2","display":"Ida"},\
            "performer":[{"reference":"#lab","display":"Dr Who"},{"reference":"Practitioner/dr"}],\
            "contained":[{"resourceType":"Patient","id":"lab","name":[{"family":"Smith"}]}],\
            "extension":[{"url":"http://x","valueString":"Ida"}],\
            "interpretation":[{"coding":[{"code":"HH","display":"panic"}],"text":"call Ida"}],\
            "note":[{"text":"Ida called"}],\
            "referenceRange":[{"high":{"value":5.10},"text":"for Ida"}],""");
    pipeline.send(sent);

    TestRecord<byte[], byte[]> output = only(pipeline.raw("fhir.permitted.research"));
    FhirChangeEvent event = event(output);
    String pseudonym = event.getPatientId();
    assertThat(pseudonym).matches("[0-9a-f]{64}").isEqualTo(key(output));
    assertThat(event.getEventId()).matches("[0-9a-f]{64}");
    assertThat(event.getRequestId()).isNull();
    JsonNode resource = JSON.readTree(event.getResource());
    assertThat(event.getResourceId()).isEqualTo(resource.get("id").asText());
    String encounter = resource.at("/encounter/reference").asText();
    assertThat(encounter).matches("Encounter/[0-9a-f]{64}");
    String practitioner = resource.at("/performer/0/reference").asText();
    assertThat(practitioner).matches("Practitioner/[0-9a-f]{64}");
    assertThat(event.getResource())
        .isEqualTo(
            """
            {"resourceType":"Observation","id":"%s","meta":{"versionId":"2"},\
            "encounter":{"reference":"%s"},"performer":[{"reference":"%s"}],\
            "interpretation":[{"coding":[{"code":"HH"}]}],\
            "referenceRange":[{"high":{"value":5.10}}],"status":"final",\
            "code":{"coding":[{"system":"http://loinc.org","code":"2823-3"}]},\
            "subject":{"reference":"Patient/%s"},"issued":"2026-03-01T11:59:00Z",\
            "effectiveDateTime":"2026-03-01T11:59:00Z","valueQuantity":{"value":7.40,\
            "unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}}"""
                .formatted(event.getResourceId(), encounter, practitioner, pseudonym));
    assertThat(only(pipeline.permitted("treatment")).getResource())
        .as("another output has it as it came")
        .isEqualTo(sent.resource());
    assertThat(only(pipeline.audit()).getPatientId())
        .as("for who must answer")
        .isEqualTo("p-secret");
    assertThat(only(pipeline.alerts()).getPatientId()).isEqualTo("p-secret");
  }

  @Test
  void aPatientHasOnePseudonymForEachOutputAndKey() {
    PipelineDriver pipeline = start();
    pipeline.send(potassium("p1", "o1", 1, "4.1"));
    pipeline.send(potassium("p1", "o1", 2, "4.2"));
    pipeline.send(patient("p1", "1961-04-02"));
    pipeline.send(potassium("p2", "o1", 1, "4.3"));
    List<TestRecord<byte[], byte[]>> research = pipeline.raw("fhir.permitted.research");
    List<TestRecord<byte[], byte[]>> quality = pipeline.raw("fhir.permitted.quality");

    String pseudonym = key(research.get(0));
    assertThat(key(research.get(1))).isEqualTo(pseudonym);
    assertThat(key(research.get(2))).isEqualTo(pseudonym);
    assertThat(event(research.get(2)).getResourceId())
        .as("the Patient that others refer to")
        .isEqualTo(pseudonym);
    assertThat(event(research.get(0)).getResourceId())
        .as("one result, two versions")
        .isEqualTo(event(research.get(1)).getResourceId());
    assertThat(key(research.get(3))).isNotEqualTo(pseudonym);
    assertThat(key(quality.get(0))).as("two recipients cannot join").isNotEqualTo(pseudonym);
    assertThat(event(quality.get(0)).getResourceId())
        .isNotEqualTo(event(research.get(0)).getResourceId());

    stop();
    PipelineDriver again = start();
    again.send(deleted("p1", "Observation", "o1"));
    assertThat(key(only(again.raw("fhir.permitted.research")))).isEqualTo(pseudonym);
    stop();
    PipelineDriver rotated = start("vigil.outputs.research.pseudonymise-with=ids:2");
    rotated.send(deleted("p1", "Observation", "o2"));
    assertThat(key(only(rotated.raw("fhir.permitted.research"))))
        .as("a documented break")
        .isNotEqualTo(pseudonym);
  }

  @Test
  void whatNamesThePatientBecomesAnIdOnlyEventThatSaysSo() {
    PipelineDriver pipeline = start();
    pipeline.send(patient("p1", "1961-04-02"));
    pipeline.send(
        observation(
            "p1", "o1", 1, "final", "2823-3", "4.1", "mmol/L", "\"modifierExtension\":[{}],"));
    pipeline.send(deleted("p1", "Observation", "o1"));
    List<TestRecord<byte[], byte[]>> research = pipeline.raw("fhir.permitted.research");

    assertThat(research)
        .extracting(
            output -> event(output).getResource(),
            output -> PipelineDriver.header(output, "vigil.content-left-out"))
        .containsExactly(tuple(null, "true"), tuple(null, "true"), tuple(null, null));
  }

  @Test
  void ofTheInputNoHeaderTravels() {
    PipelineDriver pipeline = start();
    pipeline.send(consent("p-secret", "c1", 1, "active", "permit", "HRESCH"));
    RecordHeaders headers = new RecordHeaders();
    headers.add("x-patient", "p-secret".getBytes(UTF_8));
    headers.add("tracestate", "his=p-secret".getBytes(UTF_8));
    pipeline.send("fhir.events", "p-secret", potassium("p-secret", "o1", 1, "4.1").json(), headers);
    pipeline.send(consent("p-secret", "c1", 2, "active", "deny", "HRESCH"));
    List<TestRecord<byte[], byte[]>> research = pipeline.raw("fhir.permitted.research");

    assertThat(names(research.get(1))).containsExactly("vigil.origin");
    assertThat(names(research.get(2)))
        .as("the notice that it is closed")
        .containsExactly("vigil.origin", "vigil.closed");
    assertThat(research).allSatisfy(output -> assertNothingOf("p-secret", output));
    assertThat(names(pipeline.raw("fhir.permitted.treatment").get(1))).contains("x-patient");
  }

  private static List<String> names(TestRecord<byte[], byte[]> output) {
    return Stream.of(output.headers().toArray()).map(Header::key).toList();
  }

  @Test
  void tenantsAreKeptApart() {
    PipelineDriver pipeline = start("vigil.tenants=true");
    for (String tenant : List.of("north", "south")) {
      pipeline.send(
          "fhir.events",
          tenant + "|p1",
          potassium("p1", "o1", 1, "4.1")
              .json()
              .replace("\"source\":\"lab\"", "\"source\":\"lab\",\"tenant\":\"" + tenant + "\""),
          new RecordHeaders());
    }
    List<TestRecord<byte[], byte[]>> research = pipeline.raw("fhir.permitted.research");

    assertThat(key(research.get(0))).isEqualTo("north|" + event(research.get(0)).getPatientId());
    assertThat(key(research.get(1))).isEqualTo("south|" + event(research.get(1)).getPatientId());
    assertThat(event(research.get(0)).getPatientId())
        .isNotEqualTo(event(research.get(1)).getPatientId());
  }

  @Test
  void pseudonymsAndEncryptionGoTogether() throws Exception {
    PipelineDriver pipeline = start("vigil.outputs.research.encrypt-with=research");
    pipeline.send(potassium("p1", "o1", 1, "4.10"));

    FhirChangeEvent event = only(pipeline.permitted("research"));
    assertThat(event.getResource()).isNull();
    try (Keys opened = Keys.at(keys.address(), Duration.ZERO)) {
      assertThat(new ResourceDecryption("research", opened).resource(event))
          .contains("\"value\":4.10", "Patient/" + event.getPatientId())
          .doesNotContain("Patient/p1");
    }
  }

  /** Every text of every example holds the patient's id, in every place that a text can have. */
  @Test
  void whereverAnIdIsPlantedInFhirsExamplesItDoesNotComeOut() throws IOException {
    Random random = new Random(17);
    List<Example> examples = new ArrayList<>();
    for (String folder : EXAMPLES) {
      for (Example example : FhirExamples.under("json/spec/" + folder)) {
        if (example.json().length() < 12_000) {
          examples.add(example);
        }
      }
    }
    assertThat(examples)
        .filteredOn(one -> one.name().contains("/observation"))
        .hasSizeGreaterThan(50);
    PipelineDriver pipeline = start();
    int sent = 0;
    for (Example example : examples) {
      JsonNode tree = JSON.readTree(example.json());
      // A Consent could close the output for all that comes behind it.
      if (tree instanceof ObjectNode resource
          && resource.path("resourceType").isTextual()
          && !resource.path("resourceType").asText().equals("Consent")) {
        send(pipeline, plant(resource, random), sent++);
      }
    }

    assertNothingComesOut(pipeline, 150, 100);
  }

  @Test
  void whereverAnIdIsPlantedInTheSampleItDoesNotComeOut() throws IOException {
    Random random = new Random(23);
    PipelineDriver pipeline = start();
    List<String> lines;
    try (Stream<String> sample = SampleResources.lines()) {
      lines = sample.limit(500).toList();
    }
    for (int i = 0; i < lines.size(); i++) {
      send(pipeline, plant((ObjectNode) JSON.readTree(lines.get(i)), random), i);
    }

    assertNothingComesOut(pipeline, 300, 150);
  }

  private static void assertNothingComesOut(PipelineDriver pipeline, int least, int withContent) {
    List<TestRecord<byte[], byte[]>> research = pipeline.raw("fhir.permitted.research");
    assertThat(research).hasSizeGreaterThan(least);
    assertThat(research)
        .filteredOn(output -> event(output).getResource() != null)
        .as("who leaves all out tells nothing, either")
        .hasSizeGreaterThan(withContent);
    for (TestRecord<byte[], byte[]> output : research) {
      assertNothingOf(PLANTED, output);
      assertThat(key(output)).isEqualTo(event(output).getPatientId());
    }
  }

  private static void assertNothingOf(String id, TestRecord<byte[], byte[]> output) {
    assertThat(new String(output.key(), ISO_8859_1)).doesNotContain(id);
    assertThat(new String(output.value(), ISO_8859_1)).doesNotContain(id);
    for (Header header : output.headers()) {
      assertThat(header.key()).doesNotContain(id);
      assertThat(new String(header.value(), ISO_8859_1)).doesNotContain(id);
    }
  }

  private static void send(PipelineDriver pipeline, ObjectNode resource, int number) {
    String type = resource.get("resourceType").asText();
    String id = type.equals("Patient") ? PLANTED : "r" + number + "-" + PLANTED;
    resource.put("id", id);
    ObjectNode event = JSON.createObjectNode();
    event.put("eventId", PLANTED + "-" + number);
    event.put("source", "urn:of:" + PLANTED);
    event.put("eventType", type.toLowerCase(Locale.ROOT) + ".updated");
    event.put("resourceType", type);
    event.put("resourceId", id);
    event.put("patientId", PLANTED);
    event.put("versionId", PLANTED + "." + number);
    event.put("requestId", PLANTED);
    event.set("resource", resource);
    RecordHeaders headers = new RecordHeaders();
    headers.add("h-" + PLANTED, PLANTED.getBytes(UTF_8));
    headers.add("traceparent", PLANTED.getBytes(UTF_8));
    pipeline.send("fhir.events", PLANTED, event.toString(), headers);
  }

  private static ObjectNode plant(ObjectNode resource, Random random) {
    ObjectNode planted = (ObjectNode) plantIn(resource, "", random);
    planted.put("resourceType", resource.get("resourceType").asText());
    for (String who : List.of("subject", "patient", "beneficiary")) {
      if (planted.path(who).isObject()) {
        planted.putObject(who).put("reference", "Patient/" + PLANTED).put("display", PLANTED);
      } else {
        planted.remove(who);
      }
    }
    return planted;
  }

  /** Most codes and times stay, so that something is left to be forwarded. */
  private static JsonNode plantIn(JsonNode node, String name, Random random) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JSON.createObjectNode();
      object
          .properties()
          .forEach(one -> copy.set(one.getKey(), plantIn(one.getValue(), one.getKey(), random)));
      if (random.nextInt(20) == 0) {
        copy.putObject("own" + PLANTED).put("value", 1);
      }
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JSON.createArrayNode();
      array.forEach(one -> copy.add(plantIn(one, name, random)));
      return copy;
    }
    if (!node.isTextual()) {
      return node;
    }
    return switch (name) {
      case "reference" ->
          TextNode.valueOf(
              switch (random.nextInt(5)) {
                case 0 -> "Patient/" + PLANTED;
                case 1 -> "https://fhir.example.org/Patient/" + PLANTED + "/_history/3";
                case 2 -> "Encounter/" + PLANTED;
                case 3 -> "urn:uuid:" + PLANTED;
                default -> "#" + PLANTED;
              });
      case "code", "system", "unit", "status", "resourceType" ->
          random.nextInt(10) > 0 ? node : TextNode.valueOf(node.asText() + PLANTED);
      default ->
          TextNode.valueOf(
              random.nextBoolean() ? PLANTED : node.asText() + " " + PLANTED + random.nextInt());
    };
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
