package dev.vigil.topology.domain.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.vigil.avro.state.Brought;
import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.serdes.fhir.ConsentReader;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.UnreadableResource;
import dev.vigil.topology.domain.patient.KeptConsents;
import dev.vigil.topology.domain.patient.PatientFacts;
import dev.vigil.topology.domain.patient.PatientFacts.ConsentFacts;
import dev.vigil.topology.domain.patient.PatientFacts.UnreadableConsent;
import dev.vigil.topology.domain.patient.PatientStateUpdate;
import dev.vigil.topology.domain.patient.PatientStateUpdate.Coordinates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is larger than anybody's will can be: a decision in bounded time, and never a permit. */
class ConsentLimitsTest {
  private static final Instant AT = Instant.parse("2026-01-15T12:00:00Z");

  /** For a machine that does other things too; each takes well below a second alone. */
  private static final Duration BOUND = Duration.ofSeconds(60);

  private static final int MEGABYTE = 1_000_000;
  private static final int MAX_CONSENTS = 20;

  private static final ResourceVersion VERSION =
      new ResourceVersion("test", "1", null, 0L, 0L, false, Brought.CONTENT);

  private static PatientState patient(String members) throws IOException {
    String json =
        "{\"resourceType\":\"Consent\",\"id\":\"c\",\"status\":\"active\"," + members + "}";
    try {
      FhirResource resource = FhirResource.of(json.getBytes(StandardCharsets.UTF_8));
      return apply(null, new ConsentFacts(ConsentReader.read(resource, VERSION)));
    } catch (UnreadableResource unreadable) {
      assertThat(unreadable.reason()).startsWith("consent-").hasSizeLessThan(30);
      return apply(null, new UnreadableConsent("c", VERSION));
    }
  }

  private static PatientState apply(@Nullable PatientState before, PatientFacts facts) {
    return PatientStateUpdate.apply(
        before,
        facts,
        new Coordinates("fhir.events", 0, 0, AT),
        new KeptConsents(MAX_CONSENTS, Interpretation.DEFAULT));
  }

  private static ConsentDecision decide(PatientState state, String purpose) {
    return new ConsentEngine(Policies.policy(purpose, Set.of("Organization/uni")))
        .decide(
            CompiledConsents.compile(state, Interpretation.DEFAULT),
            AT,
            AskedAbout.onlyType("Observation", null));
  }

  /** Closed for research, open for treatment: as what cannot be read. */
  private static void isIndeterminate(String members) {
    assertTimeout(
        BOUND,
        () -> {
          PatientState state = patient(members);
          assertThat(decide(state, "HRESCH").rule()).isEqualTo("indeterminate-closed");
          assertThat(decide(state, "TREAT").rule()).isEqualTo("indeterminate-open");
        });
  }

  private static void neverPermits(String members) {
    assertTimeout(
        BOUND, () -> assertThat(decide(patient(members), "HRESCH").permitted()).isFalse());
  }

  @Test
  void tenThousandProvisions() {
    String many = "{\"type\":\"permit\"},".repeat(9_999) + "{\"type\":\"permit\"}";
    isIndeterminate("\"provision\":{\"type\":\"permit\",\"provision\":[" + many + "]}");
  }

  @Test
  void tenThousandCodingsOfEachElement() {
    String codings = "{\"code\":\"HRESCH\"},".repeat(9_999) + "{\"code\":\"HRESCH\"}";
    String concept = "{\"coding\":[" + codings + "]}";
    isIndeterminate(
        "\"provision\":{\"type\":\"permit\",\"purpose\":["
            + codings
            + "],\"code\":["
            + concept
            + "],\"action\":["
            + concept
            + "]}");
    isIndeterminate("\"policyRule\":" + concept);
  }

  @Test
  void tensOfThousandsOfCategories() {
    String many = "{\"coding\":[{\"code\":\"x\"}]},".repeat(60_000);
    isIndeterminate("\"category\":[" + many + "{}],\"provision\":{\"type\":\"permit\"}");
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 400, 1_000, 4_900})
  void deepProvisions(int depth) {
    isIndeterminate(
        "\"provision\":{"
            + "\"type\":\"permit\",\"provision\":[{".repeat(depth)
            + "\"type\":\"permit\""
            + "}]".repeat(depth)
            + "}");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 1_000, 4_900})
  void deepExtensions(int depth) {
    String deep =
        "{" + "\"extension\":[{".repeat(depth) + "\"url\":\"x\"" + "}]".repeat(depth) + "}";
    isIndeterminate("\"scope\":" + deep + ",\"policyRule\":{\"coding\":[{\"code\":\"OPTIN\"}]}");
    isIndeterminate("\"provision\":{\"type\":\"permit\",\"actor\":[" + deep + "]}");
    isIndeterminate("\"policyRule\":" + deep);
    isIndeterminate("\"category\":[" + deep + "],\"provision\":{\"type\":\"permit\"}");
  }

  @Test
  void aMegabyteOfText() {
    String text = "x".repeat(MEGABYTE);
    isIndeterminate("\"policyRule\":{\"coding\":[{\"code\":\"" + text + "\"}]}");
    isIndeterminate("\"provision\":{\"type\":\"" + text + "\"}");
    neverPermits("\"provision\":{\"type\":\"permit\",\"purpose\":[{\"code\":\"" + text + "\"}]}");
    neverPermits(
        "\"provision\":{\"type\":\"permit\",\"actor\":[{\"reference\":{\"reference\":\""
            + text
            + "\"}}]}");
    neverPermits(
        "\"dateTime\":\""
            + text
            + "\",\"provision\":{\"type\":\"permit\",\"period\":{\"end\":\""
            + text
            + "\"}}");
  }

  /** Else twenty Consents of a patient are a state that no topic takes. */
  @ParameterizedTest
  @ValueSource(strings = {"scope", "category", "policyRule", "type", "dateTime"})
  void aMegabyteOfTextIsNotKept(String element) throws IOException {
    String concept = "{\"coding\":[{\"code\":\"" + "x".repeat(MEGABYTE) + "\"}]}";
    String value =
        switch (element) {
          case "category" -> "\"category\":[" + concept + "]";
          case "type" -> "\"provision\":{\"type\":\"" + "x".repeat(MEGABYTE) + "\"}";
          case "dateTime" -> "\"dateTime\":\"" + "x".repeat(MEGABYTE) + "\"";
          default -> "\"" + element + "\":" + concept;
        };
    assertThat(patient(value).toString()).hasSizeLessThan(10_000);
  }

  @Test
  void tenThousandConsentsThroughTheBound() {
    assertTimeout(
        BOUND,
        () -> {
          PatientState state = null;
          for (int i = 0; i < 10_000; i++) {
            state = apply(state, new ConsentFacts(consent(i, i % 2 == 0 ? "OPTIN" : "OPTOUT")));
            assertThat(state.getConsents()).hasSizeLessThanOrEqualTo(2 * MAX_CONSENTS);
          }
          assertThat(state).isNotNull();
          assertThat(state.getOverflow()).isTrue();
          assertThat(decide(state, "HRESCH").decision()).isEqualTo(Decision.DENY);
          assertThat(decide(state, "TREAT").verdict()).isEqualTo(Verdict.DENY);
        });
  }

  private static ConsentState consent(int number, String policyRule) {
    return ConsentState.newBuilder()
        .setId("c" + number)
        .setVersion(VERSION)
        .setStatus("active")
        .setDateTime((long) number)
        .setPolicyRule(List.of(policyRule))
        .build();
  }
}
