package dev.vigil.topology.domain.consent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import dev.vigil.avro.state.Brought;
import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.examples.FhirExamples;
import dev.vigil.examples.FhirExamples.Example;
import dev.vigil.serdes.fhir.ConsentReader;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.MalformedResource;
import dev.vigil.serdes.fhir.UnreadableResource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * The examples of the FHIR specification; the expected values are in fhir-examples/consents.csv.
 */
class FhirExamplesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String TABLE = "/fhir-examples/consents.csv";
  private static final String CONFIDENTIALITY =
      "http://terminology.hl7.org/CodeSystem/v3-Confidentiality|";
  private static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode|";

  /** The consent rules that an example of another type is judged by: each looks at all of it. */
  private static final String PRYING =
      """
      {"resourceType":"Consent","id":"c","status":"active",
       "policyRule":{"coding":[{"code":"OPTIN"}]},
       "provision":{"type":"permit","provision":[
        {"type":"deny","securityLabel":[{"code":"R"},{"system":"urn:x","code":"y"}]},
        {"type":"deny","code":[{"coding":[{"system":"urn:x","code":"y"}]}]},
        {"type":"deny","class":[{"code":"Basic"}]},
        {"type":"deny","dataPeriod":{"start":"1800","end":"1801"}},
        {"type":"deny","actor":[{"role":{"coding":[{"code":"AUT"}]},
                                 "reference":{"reference":"Practitioner/nobody"}}]},
        {"type":"deny","data":[{"meaning":"dependents",
                                "reference":{"reference":"Basic/nothing"}}]}]}}
      """;

  @ParameterizedTest(name = "{0} {1} {2} {3} {4}")
  @CsvFileSource(resources = TABLE, delimiter = '|', numLinesToSkip = 1, emptyValue = "")
  void decides(
      String example,
      String purpose,
      @Nullable String recipient,
      @Nullable String resource,
      Instant at,
      Decision decision,
      @Nullable String provision,
      String why)
      throws IOException {
    String json = FhirExamples.under(example).get(0).json();
    OutputPolicy policy =
        Policies.policy(purpose, recipient == null ? Set.of() : Set.of(recipient));
    ConsentDecision is =
        new ConsentEngine(policy)
            .decide(compile(json), at, resource == null ? null : about(resource));
    assertThat(is.decision() + " " + is.provision()).as(why).isEqualTo(decision + " " + provision);
  }

  @Test
  void everyConsentHasARow() throws IOException {
    Set<String> rows = new HashSet<>();
    try (InputStream table = FhirExamplesTest.class.getResourceAsStream(TABLE)) {
      assertThat(table).isNotNull();
      new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> rows.add(line.substring(0, Math.max(line.indexOf('|'), 0))));
    }
    Set<String> consents = new TreeSet<>();
    for (Example example : FhirExamples.under("json/")) {
      String text = example.json();
      if (text.contains("\"Consent\"")
          && MAPPER.readTree(text).path("resourceType").asText().equals("Consent")) {
        consents.add(example.name());
      }
    }
    assertThat(consents).hasSizeGreaterThan(15);
    assertThat(rows).containsAll(consents);
  }

  /** Whatever arrives as a Consent, or is asked about, gets an answer. */
  @Test
  void noExampleOfAnyTypeFails() throws IOException, UnreadableResource {
    ConsentEngine engine = new ConsentEngine(Policies.policy("HRESCH", Set.of()));
    CompiledConsents prying =
        CompiledConsents.compile(patient(read(PRYING)), Interpretation.DEFAULT);
    int judged = 0;
    for (Example example : FhirExamples.under("json/spec/")) {
      FhirResource resource;
      try {
        resource = FhirResource.of(utf8(example.json()));
      } catch (MalformedResource refused) {
        // A package's index is no resource; everything else is.
        assertThat(example.name()).endsWith("index.json");
        continue;
      }
      AskedAbout about = new AskedAboutResource(resource);
      assertThat(engine.decide(prying, Instant.EPOCH, about)).as(example.name()).isNotNull();
      // The reader does not ask for the type: it takes any resource for a Consent.
      assertThat(engine.decide(compile(example.json()), Instant.EPOCH, about))
          .as(example.name())
          .isNotNull();
      judged++;
    }
    assertThat(judged).isGreaterThan(2_800);
  }

  private static CompiledConsents compile(String json) throws IOException {
    try {
      return CompiledConsents.compile(patient(read(json)), Interpretation.DEFAULT);
    } catch (UnreadableResource unreadable) {
      assertThat(unreadable.reason()).startsWith("consent-");
      return CompiledConsents.compile(
          patient(
              ConsentState.newBuilder().setId("").setVersion(version()).setReadable(false).build()),
          Interpretation.DEFAULT);
    }
  }

  private static ConsentState read(String json) throws IOException, UnreadableResource {
    return ConsentReader.read(FhirResource.of(utf8(json)), version());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ResourceVersion version() {
    return new ResourceVersion("test", "1", null, 0L, 0L, false, Brought.CONTENT);
  }

  private static PatientState patient(ConsentState consent) {
    return PatientState.newBuilder().setConsents(List.of(consent)).build();
  }

  private static AskedAbout about(String resource) throws IOException {
    int question = resource.indexOf('?');
    String reference = question < 0 ? resource : resource.substring(0, question);
    ObjectNode json = MAPPER.createObjectNode();
    int slash = reference.indexOf('/');
    json.put("resourceType", slash < 0 ? reference : reference.substring(0, slash));
    json.put("id", slash < 0 ? "o1" : reference.substring(slash + 1));
    if (question >= 0) {
      var labels = json.putObject("meta").putArray("security");
      for (String code : Splitter.on(',').split(resource.substring(question + 1))) {
        String label = (code.length() == 1 ? CONFIDENTIALITY : ACT_CODE) + code;
        int bar = label.indexOf('|');
        labels.addObject().put("system", label.substring(0, bar)).put("code", code);
      }
    }
    return new AskedAboutResource(FhirResource.of(MAPPER.writeValueAsBytes(json)));
  }
}
