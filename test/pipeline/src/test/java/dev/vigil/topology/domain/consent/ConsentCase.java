package dev.vigil.topology.domain.consent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.serdes.fhir.ConsentReader;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.UnreadableResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One case of resources/consent-cases (its README says what stands in a case). */
record ConsentCase(String name, JsonNode json) {

  Explanation explain() throws IOException {
    return new ConsentExplainer(policy(), interpretation())
        .explain(patient(), Instant.parse(at()), about());
  }

  /** The default choices, with those that the case names. */
  private Interpretation interpretation() {
    JsonNode choices = json.path("interpretation");
    Interpretation byDefault = Interpretation.DEFAULT;
    return new Interpretation(
        choice(choices, "unlabelled", byDefault.unlabelled()),
        choice(choices, "denyReach", byDefault.denyReach()),
        choice(choices, "rootPeriod", byDefault.rootPeriod()),
        choice(choices, "treatmentScope", byDefault.treatmentScope()),
        choice(choices, "researchScope", byDefault.researchScope()));
  }

  private static <E extends Enum<E>> E choice(JsonNode choices, String name, E byDefault) {
    return Enum.valueOf(byDefault.getDeclaringClass(), choices.path(name).asText(byDefault.name()));
  }

  /** How many Consents contradict themselves. */
  int contradictory() throws IOException {
    return CompiledConsents.compile(patient(), interpretation()).contradictory();
  }

  private String at() {
    return json.path("at").asText("2026-01-15T12:00:00Z");
  }

  private OutputPolicy policy() {
    String purpose = json.path("purpose").asText("TREAT");
    Decision byDefault = OutputPolicy.openForTreatment(purpose);
    return Policies.policy(
        purpose,
        new HashSet<>(texts("recipient")),
        new HashSet<>(texts("custodian")),
        Decision.valueOf(json.path("withoutConsent").asText(byDefault.name())),
        Decision.valueOf(json.path("whenIndeterminate").asText(byDefault.name())),
        CombiningRule.valueOf(json.path("combine").asText("DENY_OVERRIDES")),
        texts("categoryOrder"));
  }

  private PatientState patient() throws IOException {
    List<ConsentState> consents = new ArrayList<>();
    for (JsonNode consent : json.path("consents")) {
      consents.add(consent(consent));
    }
    return PatientState.newBuilder()
        .setConsents(consents)
        .setOverflow(json.path("overflow").asBoolean(false))
        .build();
  }

  private static ConsentState consent(JsonNode consent) throws IOException {
    Set<String> special = Set.of("unreadable", "deleted");
    String id = consent.path("id").asText();
    for (String what : special) {
      if (consent.has(what)) {
        return ConsentState.newBuilder()
            .setId(id)
            .setVersion(version(consent))
            .setReadable(!what.equals("unreadable"))
            .setDeleted(what.equals("deleted"))
            .build();
      }
    }
    try {
      return ConsentReader.read(resource(consent), version(consent));
    } catch (UnreadableResource unreadable) {
      return ConsentState.newBuilder()
          .setId(id)
          .setVersion(version(consent))
          .setReadable(false)
          .build();
    }
  }

  private static ResourceVersion version(JsonNode consent) {
    String updated = consent.at("/meta/lastUpdated").asText("");
    return ResourceVersion.newBuilder()
        .setSource("test")
        .setLastUpdated(updated.isEmpty() ? null : Instant.parse(updated).toEpochMilli())
        .setEventTime(Instant.parse("2025-06-01T00:00:00Z").toEpochMilli())
        .build();
  }

  private @Nullable AskedAbout about() throws IOException {
    if (json.has("onlyType")) {
      return AskedAbout.onlyType(json.path("onlyType").asText(), null);
    }
    JsonNode resource = json.get("resource");
    return resource == null ? null : new AskedAboutResource(resource(resource));
  }

  private static FhirResource resource(JsonNode resource) throws IOException {
    return FhirResource.of(resource.toString().getBytes(StandardCharsets.UTF_8));
  }

  private List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    json.path(name).forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
