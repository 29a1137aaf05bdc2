package dev.vigil.topology.domain.consent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.serdes.fhir.FhirDateTime;
import dev.vigil.serdes.fhir.FhirResource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A FHIR resource as the subject of a question. Its content is read when the first criterion asks
 * for it, which most consents never do. Not thread-safe.
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
          "period",
          "authoredOn",
          "recordedDate",
          "issued",
          "date",
          "created",
          "started");

  private static final List<String> AUTHORS =
      List.of("performer", "author", "recorder", "asserter", "requester", "practitioner");

  /** Where R4 resources say what they are about. */
  private static final List<String> OWN_CODES =
      List.of("code", "vaccineCode", "medicationCodeableConcept");

  private final FhirResource resource;
  private final @Nullable List<String> custodians;
  private @Nullable JsonNode content;
  private @Nullable List<String> codes;
  private @Nullable List<String> references;

  /**
   * @param custodians references to who holds the data; null: unknown
   */
  public AskedAboutResource(FhirResource resource, @Nullable List<String> custodians) {
    this.resource = resource;
    this.custodians = custodians;
  }

  @Override
  public String resourceType() {
    return resource.resourceType();
  }

  @Override
  public @Nullable String reference() {
    String id = resource.id();
    return id == null ? null : resourceType() + "/" + id;
  }

  @Override
  public @Nullable List<String> codes() {
    for (String name : OWN_CODES) {
      JsonNode own = resource.member(name);
      if (own != null && codesIn(own).isEmpty()) {
        // Text only, or nothing that can be read.
        return null;
      }
    }
    List<String> known = codes;
    if (known == null) {
      known = new ArrayList<>();
      for (var member : content().properties()) {
        // Labels, tags and the person's own language say nothing about what the resource is.
        if (!member.getKey().equals("meta")) {
          collectCodes(member.getValue(), known);
        }
      }
      codes = known;
    }
    return known;
  }

  @Override
  public @Nullable List<String> securityLabels() {
    JsonNode meta = resource.member("meta");
    if (meta == null) {
      return List.of();
    }
    if (!meta.isObject()) {
      return null;
    }
    JsonNode security = meta.path("security");
    List<String> labels = codesIn(security);
    return security.isMissingNode() || (security.isArray() && labels.size() == security.size())
        ? labels
        : null;
  }

  @Override
  public @Nullable Instant clinicalStart() {
    JsonNode time = clinicalTime();
    if (time == null) {
      return null;
    }
    FhirDateTime start = dateTime(time.isObject() ? time.path("start") : time);
    return start == null ? null : start.start();
  }

  @Override
  public @Nullable Instant clinicalEnd() {
    JsonNode time = clinicalTime();
    if (time == null) {
      return null;
    }
    FhirDateTime end = dateTime(time.isObject() ? time.path("end") : time);
    return end == null ? null : end.end();
  }

  @Override
  public @Nullable List<String> authors() {
    List<String> authors = new ArrayList<>();
    for (String name : AUTHORS) {
      JsonNode member = resource.member(name);
      if (member == null) {
        continue;
      }
      for (JsonNode author : member.isArray() ? member : List.of(member)) {
        int known = authors.size();
        collectReferences(author, authors);
        if (authors.size() == known) {
          // By name or identifier only.
          return null;
        }
      }
    }
    return authors;
  }

  @Override
  public List<String> references() {
    List<String> known = references;
    if (known == null) {
      known = new ArrayList<>();
      collectReferences(content(), known);
      references = known;
    }
    return known;
  }

  @Override
  public @Nullable List<String> custodians() {
    return custodians;
  }

  private @Nullable JsonNode clinicalTime() {
    for (String name : TIMES) {
      JsonNode member = resource.member(name);
      if (member != null && (member.isTextual() || member.isObject())) {
        return member;
      }
    }
    return null;
  }

  private static @Nullable FhirDateTime dateTime(JsonNode text) {
    return text.isTextual() ? FhirDateTime.parse(text.textValue()) : null;
  }

  private JsonNode content() {
    JsonNode known = content;
    if (known == null) {
      known = resource.content();
      content = known;
    }
    return known;
  }

  private static List<String> codesIn(JsonNode node) {
    List<String> codes = new ArrayList<>();
    collectCodes(node, codes);
    return codes;
  }

  private static void collectCodes(JsonNode node, List<String> codes) {
    if (node.isObject() && node.path("code").isTextual() && node.path("value").isMissingNode()) {
      codes.add(node.path("system").asText() + "|" + node.path("code").textValue());
    }
    for (JsonNode child : node) {
      if (child.isContainerNode()) {
        collectCodes(child, codes);
      }
    }
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
}
