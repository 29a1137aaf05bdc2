package dev.vigil.serdes.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.avro.state.Brought;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.topology.domain.consent.AskedAbout;
import dev.vigil.topology.domain.consent.CombiningRule;
import dev.vigil.topology.domain.consent.CompiledConsents;
import dev.vigil.topology.domain.consent.ConsentDecision;
import dev.vigil.topology.domain.consent.ConsentEngine;
import dev.vigil.topology.domain.consent.Decision;
import dev.vigil.topology.domain.consent.Interpretation;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.consent.Policies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Damages valid Consents in every place: reading and deciding never fail, and never permit more.
 */
class ConsentReaderFuzzTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ResourceVersion VERSION =
      new ResourceVersion("test", "1", null, 0L, 0L, false, Brought.CONTENT);
  private static final Instant AT = Instant.parse("2026-01-15T12:00:00Z");
  private static final List<String> NONSENSE =
      List.of(
          "null",
          "7",
          "-1.5e300",
          "true",
          "\"\"",
          "\"x\"",
          "[]",
          "{}",
          "[null]",
          "[[]]",
          "[7]",
          "{\"x\":{}}",
          "{\"coding\":[{}]}",
          "{\"coding\":7}",
          "[{\"coding\":[{\"code\":{}}]}]",
          "{\"reference\":{\"reference\":[]}}",
          "\"\\u0000\"",
          "[{\"start\":[]}]");

  private final Random random = new Random(42);

  private static ConsentDecision decide(JsonNode consent, String purpose) throws IOException {
    PatientState.Builder state = PatientState.newBuilder();
    byte[] bytes = consent.toString().getBytes(StandardCharsets.UTF_8);
    try {
      state.setConsents(List.of(ConsentReader.read(FhirResource.of(bytes), VERSION)));
    } catch (UnreadableResource unreadable) {
      assertThat(unreadable.reason()).startsWith("consent-");
      state.setConsents(List.of()).setOverflow(true);
    }
    OutputPolicy policy =
        Policies.policy(
            purpose,
            Set.of("Organization/uni"),
            Decision.DENY,
            CombiningRule.DENY_OVERRIDES,
            List.of());
    return new ConsentEngine(policy)
        .decide(
            CompiledConsents.compile(state.build(), Interpretation.DEFAULT),
            AT,
            AskedAbout.onlyType("Observation", "Observation/o1"));
  }

  /** Every Consent of the cases, with whatever member of it replaced by nonsense. */
  @Test
  void damageNeverFails() throws IOException {
    int damaged = 0;
    for (JsonNode consent : consents()) {
      for (int i = 0; i < 25; i++) {
        JsonNode copy = consent.deepCopy();
        damage(copy, random.nextInt(1, 4));
        assertThat(decide(copy, "HRESCH")).isNotNull();
        assertThat(decide(copy, "TREAT")).isNotNull();
        damaged++;
      }
    }
    assertThat(damaged).isGreaterThan(2_000);
  }

  /** Inside a provision, damage of one criterion's content never turns a deny into a permit. */
  @Test
  void damageOfACriterionNeverPermitsMore() throws IOException {
    for (JsonNode consent : consents()) {
      if (decide(consent, "HRESCH").permitted()) {
        continue;
      }
      for (ObjectNode target : criteria(consent)) {
        for (String name : names(target)) {
          JsonNode original = target.get(name);
          for (String nonsense : List.of("7", "\"x\"", "[7]", "[{}]", "{}", "[null]", "[]")) {
            target.set(name, MAPPER.readTree(nonsense));
            assertThat(decide(consent, "HRESCH").permitted())
                .as("%s damaged by %s in %s", name, nonsense, consent)
                .isFalse();
          }
          target.set(name, original);
        }
      }
    }
  }

  private static List<ObjectNode> criteria(JsonNode consent) {
    List<ObjectNode> provisions = new ArrayList<>();
    consent.findParents("action").forEach(node -> provisions.add((ObjectNode) node));
    consent.findParents("actor").forEach(node -> provisions.add((ObjectNode) node));
    consent.findParents("purpose").forEach(node -> provisions.add((ObjectNode) node));
    consent.findParents("period").forEach(node -> provisions.add((ObjectNode) node));
    return provisions;
  }

  private static List<String> names(ObjectNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    names.removeAll(List.of("type", "provision"));
    return names;
  }

  private void damage(JsonNode node, int times) throws IOException {
    List<JsonNode> places = new ArrayList<>();
    collect(node, places);
    for (int i = 0; i < times; i++) {
      JsonNode place = places.get(random.nextInt(places.size()));
      JsonNode nonsense = MAPPER.readTree(NONSENSE.get(random.nextInt(NONSENSE.size())));
      if (place instanceof ObjectNode object && !object.isEmpty()) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        names.remove("id");
        if (!names.isEmpty()) {
          object.set(names.get(random.nextInt(names.size())), nonsense);
        }
      } else if (place instanceof ArrayNode array && !array.isEmpty()) {
        array.set(random.nextInt(array.size()), nonsense);
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> places) {
    places.add(node);
    for (JsonNode child : node) {
      if (child.isContainerNode()) {
        collect(child, places);
      }
    }
  }

  private static List<JsonNode> consents() throws IOException {
    List<JsonNode> consents = new ArrayList<>();
    for (String file :
        List.of(
            "1-base-encodings",
            "2-purpose",
            "3-period-and-status",
            "4-nested-and-criteria",
            "5-several-consents",
            "6-bad-input")) {
      try (InputStream in =
          ConsentReaderFuzzTest.class.getResourceAsStream("/consent-cases/" + file + ".json")) {
        for (JsonNode one : MAPPER.readTree(in)) {
          for (JsonNode consent : one.path("consents")) {
            if (consent.has("resourceType")) {
              consents.add(consent);
            }
          }
        }
      }
    }
    return consents;
  }
}
