package dev.vigil.serdes.fhir;

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

  /** Reads status, codes and interpretations only: enough to rule most Observations out. */
  public static ObservationHead look(FhirResource resource) {
    Element root = resource.root();
    Element components = root.member("component");
    List<ResultHead> heads = List.of();
    boolean malformed = false;
    if (!components.isMissing()) {
      malformed = !components.isArray();
      heads = new ArrayList<>();
      for (Element component : components.elements()) {
        malformed |= !component.isObject();
        heads.add(head(component));
      }
    }
    return new ObservationHead(root.knownText("status"), head(root), heads, malformed);
  }

  /** Reads the whole Observation. */
  public static Observation read(FhirResource resource) {
    return read(resource, look(resource));
  }

  /** Reads the rest of an Observation whose head was read before. */
  public static Observation read(FhirResource resource, ObservationHead head) {
    Element root = resource.root();
    return new Observation(
        head,
        category(resource),
        ValueReader.read(root),
        isDataAbsent(root),
        components(root.member("component"), head.components()),
        specimenTime(root),
        FhirDateTime.parse(root.text("issued")),
        SpecimenReader.read(resource),
        root.member("encounter").text("reference"),
        performer(root));
  }

  /** Whether the Observation itself has a value[x]; not whether it can be read. */
  public static boolean hasValue(FhirResource resource) {
    return ValueReader.isPresent(resource.root());
  }

  /** Reads the categories only. */
  public static Category category(FhirResource resource) {
    boolean any = false;
    for (Element concept : resource.root().member("category").elements()) {
      for (Element coding : concept.member("coding").elements()) {
        String code = coding.knownText("code");
        if ("laboratory".equals(code)) {
          return Category.LABORATORY;
        }
        any |= code != null;
      }
    }
    return any ? Category.OTHER : Category.UNKNOWN;
  }

  private static ResultHead head(Element result) {
    Element code = result.member("code");
    List<Coding> codings = new ArrayList<>(2);
    boolean codeMalformed = code.isMissing() || readConcept(code, codings);
    List<Coding> flags = List.of();
    boolean flagsMalformed = false;
    Element interpretation = result.member("interpretation");
    if (!interpretation.isMissing()) {
      flags = new ArrayList<>(2);
      // A single concept, as in DSTU2, is read too.
      for (Element concept : interpretation.elements()) {
        flagsMalformed |= readConcept(concept, flags);
        String flag = concept.text("text");
        if (flag != null) {
          flags.add(new Coding(null, flag, null));
        }
      }
    }
    return new ResultHead(codings, code.knownText("text"), flags, codeMalformed, flagsMalformed);
  }

  /** Adds the codings of a CodeableConcept; returns whether something in it is malformed. */
  static boolean readConcept(Element concept, List<Coding> into) {
    if (!concept.isObject()) {
      return true;
    }
    Element codings = concept.member("coding");
    if (codings.isMissing()) {
      return !concept.member("text").isTextOrMissing();
    }
    boolean malformed = !codings.isArray();
    for (Element coding : codings.elements()) {
      Element code = coding.member("code");
      Element system = coding.member("system");
      malformed |= !coding.isObject() || !code.isTextOrMissing() || !system.isTextOrMissing();
      into.add(new Coding(system.knownText(), code.knownText(), coding.knownText("display")));
    }
    return malformed;
  }

  private static List<Component> components(Element list, List<ResultHead> heads) {
    List<Component> components = new ArrayList<>(heads.size());
    for (Element component : list.elements()) {
      components.add(
          new Component(
              heads.get(components.size()), ValueReader.read(component), isDataAbsent(component)));
    }
    return components;
  }

  private static boolean isDataAbsent(Element result) {
    return !result.member("dataAbsentReason").isMissing();
  }

  private static @Nullable FhirDateTime specimenTime(Element root) {
    Element time = root.member("effectiveDateTime");
    if (time.isMissing()) {
      Element period = root.member("effectivePeriod");
      if (period.isMissing()) {
        time = root.member("effectiveInstant");
      } else {
        time = period.member("start");
        if (time.isMissing()) {
          time = period.member("end");
        }
      }
    }
    return FhirDateTime.parse(time.text());
  }

  private static @Nullable String performer(Element root) {
    for (Element performer : root.member("performer").elements()) {
      String reference = performer.text("reference");
      if (reference != null) {
        return reference;
      }
    }
    return null;
  }
}
