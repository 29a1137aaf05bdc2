package dev.vigil.topology.domain.consent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.serdes.fhir.ContentIndex;
import dev.vigil.serdes.fhir.FhirDateTime;
import dev.vigil.serdes.fhir.FhirResource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A FHIR resource as the subject of a question. What the scan did not keep is read when the first
 * criterion asks for it, and kept for all other criteria and outputs. Not thread-safe.
 */
public final class AskedAboutResource implements AskedAbout {
  /** Where R4 resources keep the clinical time of what they say. */
  private static final List<String> TIMES =
      List.of(
          "effectiveDateTime",
          "effectivePeriod",
          "effectiveInstant",
          "performedDateTime",
          "performedPeriod",
          "occurrenceDateTime",
          "occurrencePeriod",
          "onsetDateTime",
          "onsetPeriod",
          "createdDateTime",
          "createdPeriod",
          "billablePeriod",
          "period",
          "authoredOn",
          "recordedDate",
          "issued",
          "date",
          "created",
          "started");

  private static final List<String> AUTHORS =
      List.of(
          "performer",
          "author",
          "recorder",
          "asserter",
          "requester",
          "practitioner",
          "resultsInterpreter",
          "informationSource",
          "enterer");

  /** Types that FHIR gives a code in every instance. */
  private static final Set<String> ALWAYS_CODED =
      Set.of("Observation", "DiagnosticReport", "ServiceRequest");

  /** Choices of type: clinical time that is none of the readable kinds is not known. */
  private static final List<String> CHOICES =
      List.of("effective", "performed", "occurrence", "onset", "created");

  private final FhirResource resource;
  private boolean authorsRead;
  private @Nullable List<String> authors;
  private @Nullable Period clinicalTime;

  public AskedAboutResource(FhirResource resource) {
    this.resource = resource;
  }

  @Override
  public String resourceType() {
    return resource.resourceType();
  }

  @Override
  public List<String> containedTypes() {
    return resource.index().containedTypes();
  }

  @Override
  public @Nullable String reference() {
    String id = resource.id();
    return id == null ? null : resourceType() + "/" + id;
  }

  @Override
  public @Nullable List<String> codes() {
    ContentIndex index = resource.index();
    boolean missing = !index.hasOwnCode() && ALWAYS_CODED.contains(resource.resourceType());
    return missing ? null : index.codes();
  }

  @Override
  public @Nullable List<String> securityLabels() {
    return resource.index().securityLabels();
  }

  @Override
  public @Nullable Instant clinicalStart() {
    return clinicalTime().start();
  }

  @Override
  public @Nullable Instant clinicalEnd() {
    return clinicalTime().end();
  }

  @Override
  public @Nullable List<String> authors() {
    if (!authorsRead) {
      authors = readAuthors();
      authorsRead = true;
    }
    return authors;
  }

  @Override
  public List<String> references() {
    return resource.index().references();
  }

  private @Nullable List<String> readAuthors() {
    List<String> found = new ArrayList<>();
    for (String name : AUTHORS) {
      JsonNode member = resource.member(name);
      if (member == null) {
        continue;
      }
      for (JsonNode author : member.isArray() ? member : List.of(member)) {
        int before = found.size();
        // On whose behalf somebody acted does not say who it was.
        collectReferences(author.has("actor") ? author.get("actor") : author, found);
        if (found.size() == before) {
          // By name or identifier only.
          return null;
        }
      }
    }
    return found;
  }

  private Period clinicalTime() {
    Period known = clinicalTime;
    if (known == null) {
      known = readClinicalTime();
      clinicalTime = known;
    }
    return known;
  }

  private Period readClinicalTime() {
    for (String name : resource.memberNames()) {
      if (!TIMES.contains(name) && isChoice(name)) {
        return Period.UNKNOWN;
      }
    }
    for (String name : TIMES) {
      JsonNode time = resource.member(name);
      if (time != null && !time.isTextual() && !time.isObject()) {
        return Period.UNKNOWN;
      }
      if (time != null) {
        FhirDateTime start = dateTime(time.isObject() ? time.path("start") : time);
        FhirDateTime end = time.isObject() ? dateTime(time.path("end")) : start;
        return new Period(start == null ? null : start.start(), end == null ? null : end.end());
      }
    }
    return Period.UNKNOWN;
  }

  private static boolean isChoice(String name) {
    for (String choice : CHOICES) {
      if (name.length() > choice.length()
          && name.startsWith(choice)
          && Character.isUpperCase(name.charAt(choice.length()))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable FhirDateTime dateTime(JsonNode text) {
    return text.isTextual() ? FhirDateTime.parse(text.textValue()) : null;
  }

  private static void collectReferences(JsonNode node, List<String> references) {
    JsonNode reference = node.path("reference");
    if (reference.isTextual()) {
      references.add(reference.textValue());
    }
    for (JsonNode child : node) {
      if (child.isContainerNode()) {
        collectReferences(child, references);
      }
    }
  }

  /** Clinical time of the data, both ends inclusive; null: not known. */
  private record Period(@Nullable Instant start, @Nullable Instant end) {
    static final Period UNKNOWN = new Period(null, null);
  }
}
