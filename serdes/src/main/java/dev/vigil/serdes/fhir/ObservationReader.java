package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.serdes.fhir.Observation.Category;
import dev.vigil.serdes.fhir.Observation.Component;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads Observations. Nothing in a resource makes it throw: what has the wrong JSON type is marked
 * as malformed, and the rules decide what that means.
 */
public final class ObservationReader {
  private ObservationReader() {}

  /** Members of a resource or of an element. */
  interface Members {
    @Nullable JsonNode member(String name);
  }

  /** Reads status, codes and interpretations only: enough to rule most Observations out. */
  public static ObservationHead look(FhirResource resource) {
    JsonNode status = resource.member("status");
    JsonNode components = resource.member("component");
    List<ResultHead> heads = List.of();
    boolean malformed = false;
    if (components != null) {
      malformed = !components.isArray();
      heads = new ArrayList<>(components.size());
      for (JsonNode component : elements(components)) {
        malformed |= !component.isObject();
        heads.add(head(component::get));
      }
    }
    return new ObservationHead(
        status == null ? null : status.textValue(), head(resource::member), heads, malformed);
  }

  /** Reads the whole Observation. */
  public static Observation read(FhirResource resource) {
    return read(resource, look(resource));
  }

  /** Reads the rest of an Observation whose head was read before. */
  public static Observation read(FhirResource resource, ObservationHead head) {
    return new Observation(
        head,
        category(resource),
        ValueReader.read(resource::member, resource.memberNames()),
        isDataAbsent(resource::member),
        components(resource.member("component"), head.components()),
        specimenTime(resource),
        FhirDateTime.parse(textOf(resource.member("issued"))),
        SpecimenReader.read(resource),
        reference(resource.member("encounter")),
        performer(resource.member("performer")));
  }

  /** Whether the Observation itself has a value[x]; not whether it can be read. */
  public static boolean hasValue(FhirResource resource) {
    return ValueReader.isPresent(resource.memberNames());
  }

  /** Reads the categories only. */
  public static Category category(FhirResource resource) {
    JsonNode categories = resource.member("category");
    if (categories == null) {
      return Category.UNKNOWN;
    }
    boolean any = false;
    for (JsonNode concept : elements(categories)) {
      for (JsonNode coding : elements(concept.path("coding"))) {
        String code = coding.path("code").textValue();
        if ("laboratory".equals(code)) {
          return Category.LABORATORY;
        }
        any |= code != null;
      }
    }
    return any ? Category.OTHER : Category.UNKNOWN;
  }

  private static ResultHead head(Members members) {
    JsonNode code = members.member("code");
    List<Coding> codings = new ArrayList<>(2);
    boolean codeMalformed = true;
    String text = null;
    if (code != null) {
      codeMalformed = readConcept(code, codings);
      text = code.path("text").textValue();
    }
    List<Coding> flags = List.of();
    boolean flagsMalformed = false;
    JsonNode interpretation = members.member("interpretation");
    if (interpretation != null) {
      flags = new ArrayList<>(2);
      // A single concept, as in DSTU2, is read too.
      for (JsonNode concept : elements(interpretation)) {
        flagsMalformed |= readConcept(concept, flags);
        String flag = concept.path("text").textValue();
        if (flag != null) {
          flags.add(new Coding(null, flag, null));
        }
      }
    }
    return new ResultHead(codings, text, flags, codeMalformed, flagsMalformed);
  }

  /** Adds the codings of a CodeableConcept; returns whether something in it is malformed. */
  static boolean readConcept(JsonNode concept, List<Coding> into) {
    if (!concept.isObject()) {
      return true;
    }
    JsonNode codings = concept.get("coding");
    if (codings == null) {
      JsonNode text = concept.get("text");
      return text != null && !text.isTextual();
    }
    boolean malformed = !codings.isArray();
    for (JsonNode coding : elements(codings)) {
      JsonNode code = coding.path("code");
      JsonNode system = coding.path("system");
      malformed |=
          !coding.isObject()
              || !(code.isTextual() || code.isMissingNode())
              || !(system.isTextual() || system.isMissingNode());
      into.add(
          new Coding(system.textValue(), code.textValue(), coding.path("display").textValue()));
    }
    return malformed;
  }

  private static List<Component> components(@Nullable JsonNode node, List<ResultHead> heads) {
    if (node == null || heads.isEmpty()) {
      return List.of();
    }
    List<Component> components = new ArrayList<>(heads.size());
    for (JsonNode component : elements(node)) {
      components.add(
          new Component(
              heads.get(components.size()),
              ValueReader.read(component::get, component::fieldNames),
              isDataAbsent(component::get)));
    }
    return components;
  }

  private static boolean isDataAbsent(Members members) {
    return members.member("dataAbsentReason") != null;
  }

  private static @Nullable FhirDateTime specimenTime(FhirResource resource) {
    JsonNode time = resource.member("effectiveDateTime");
    if (time == null) {
      JsonNode period = resource.member("effectivePeriod");
      if (period == null) {
        time = resource.member("effectiveInstant");
      } else {
        time = period.has("start") ? period.get("start") : period.get("end");
      }
    }
    return FhirDateTime.parse(textOf(time));
  }

  private static @Nullable String performer(@Nullable JsonNode performers) {
    if (performers != null) {
      for (JsonNode performer : elements(performers)) {
        String reference = reference(performer);
        if (reference != null) {
          return reference;
        }
      }
    }
    return null;
  }

  private static @Nullable String reference(@Nullable JsonNode node) {
    return node == null ? null : node.path("reference").textValue();
  }

  private static @Nullable String textOf(@Nullable JsonNode node) {
    return node == null ? null : node.textValue();
  }

  /** The elements of a list; anything else counts as a list of one. */
  static Iterable<JsonNode> elements(JsonNode node) {
    if (node.isMissingNode()) {
      return List.of();
    }
    return node.isArray() ? node : List.of(node);
  }
}
