package dev.vigil.topology.domain.lab;

import dev.vigil.serdes.fhir.Coding;
import dev.vigil.serdes.fhir.Specimen;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The specimen that an Observation says it is about, as far as the table {@code
 * specimen-synonyms.csv} knows it.
 *
 * @param kinds what it can be by its codes, or else by its words; empty: not stated
 */
record StatedSpecimen(Set<SpecimenKind> kinds) {
  static final StatedSpecimen UNKNOWN = new StatedSpecimen(Set.of());

  /** Counts only beside no other word: cerebrospinal fluid is more than a fluid. */
  private static final String WEAK = "fluid";

  private static final Set<SpecimenKind> SIDES =
      EnumSet.of(
          SpecimenKind.ARTERIAL, SpecimenKind.VENOUS, SpecimenKind.CAPILLARY, SpecimenKind.CORD);

  private static final List<List<String>> TABLE = Tables.read("specimen-synonyms.csv");
  private static final Map<String, SpecimenKind> HL7 = load("hl7");
  private static final Map<String, SpecimenKind> SNOMED = load("snomed");
  private static final Map<String, SpecimenKind> WORDS = load("word");

  static StatedSpecimen of(Specimen specimen) {
    Set<SpecimenKind> kinds = EnumSet.noneOf(SpecimenKind.class);
    for (Coding coding : specimen.types()) {
      SpecimenKind kind = byCode(coding);
      if (kind == null && coding.display() != null) {
        kind = byWords(coding.display());
      }
      if (kind != null) {
        kinds.add(kind);
      }
    }
    if (kinds.isEmpty() && specimen.text() != null) {
      SpecimenKind kind = byWords(specimen.text());
      if (kind != null) {
        kinds.add(kind);
      }
    }
    return kinds.isEmpty() ? UNKNOWN : new StatedSpecimen(kinds);
  }

  /**
   * Whether the limits of a rule may hold for it: where nothing is known of either, they do.
   *
   * @param wanted what the limits are for; empty: any specimen
   */
  boolean fits(Set<SpecimenKind> wanted) {
    if (kinds.isEmpty() || wanted.isEmpty()) {
      return true;
    }
    for (SpecimenKind kind : kinds) {
      if (kind.mayBeOneOf(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable SpecimenKind byCode(Coding coding) {
    String code = coding.code();
    if (code == null) {
      return null;
    }
    String system = coding.system();
    if (system == null) {
      SpecimenKind kind = HL7.get(code);
      return kind == null ? SNOMED.get(code) : kind;
    }
    return switch (system) {
      case "http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96" -> SNOMED.get(code);
      case "http://terminology.hl7.org/CodeSystem/v2-0487",
          "http://terminology.hl7.org/CodeSystem/v3-SpecimenType",
          "http://hl7.org/fhir/v2/0487",
          "http://hl7.org/fhir/v3/SpecimenType",
          "urn:oid:2.16.840.1.113883.12.487",
          "urn:oid:2.16.840.1.113883.5.129" ->
          HL7.get(code);
      default -> null;
    };
  }

  private static @Nullable SpecimenKind byWords(String text) {
    Set<SpecimenKind> found = EnumSet.noneOf(SpecimenKind.class);
    boolean fluid = false;
    String lower = text.toLowerCase(Locale.ROOT);
    for (int at = 0; at < lower.length(); ) {
      int end = endOfLetters(lower, at);
      if (end == at) {
        at += Character.charCount(lower.codePointAt(at));
        continue;
      }
      String word = lower.substring(at, end);
      fluid |= word.equals(WEAK);
      SpecimenKind kind = WORDS.get(word);
      if (kind != null) {
        found.add(kind);
      }
      at = end;
    }
    if (found.isEmpty()) {
      return fluid ? SpecimenKind.OTHER : null;
    }
    if (found.size() > 1 && (SIDES.containsAll(found) || found.contains(SpecimenKind.BLOOD))) {
      return ofBlood(found);
    }
    return found.size() == 1 ? found.iterator().next() : null;
  }

  private static int endOfLetters(String text, int from) {
    int end = from;
    while (end < text.length() && Character.isLetter(text.codePointAt(end))) {
      end += Character.charCount(text.codePointAt(end));
    }
    return end;
  }

  /** "Arterial blood" is arterial; "arterial or venous" is blood; "blood in urine" says nothing. */
  private static @Nullable SpecimenKind ofBlood(Set<SpecimenKind> found) {
    Set<SpecimenKind> sides = EnumSet.copyOf(found);
    sides.remove(SpecimenKind.BLOOD);
    if (!SIDES.containsAll(sides)) {
      return null;
    }
    return sides.size() == 1 ? sides.iterator().next() : SpecimenKind.BLOOD;
  }

  private static Map<String, SpecimenKind> load(String scheme) {
    Map<String, SpecimenKind> known = new HashMap<>();
    for (List<String> row : TABLE) {
      if (row.get(0).equals(scheme) && !row.get(2).equals(WEAK)) {
        known.put(
            row.get(1),
            SpecimenKind.valueOf(row.get(2).toUpperCase(Locale.ROOT).replace('-', '_')));
      }
    }
    return Map.copyOf(known);
  }
}
