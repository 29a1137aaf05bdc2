package dev.vigil.topology.domain.lab;

import dev.vigil.serdes.fhir.Coding;
import dev.vigil.serdes.fhir.Specimen;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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

  private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");

  /** By scheme and code, as in the table. */
  private static final Map<String, SpecimenKind> KNOWN = load();

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
    return kinds.isEmpty()
        || wanted.isEmpty()
        || kinds.stream().anyMatch(kind -> kind.mayBeOneOf(wanted));
  }

  private static @Nullable SpecimenKind byCode(Coding coding) {
    String code = coding.code();
    if (code == null) {
      return null;
    }
    String system = coding.system();
    if (system == null) {
      SpecimenKind kind = KNOWN.get("hl7 " + code);
      return kind == null ? KNOWN.get("snomed " + code) : kind;
    }
    return switch (system) {
      case "http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96" ->
          KNOWN.get("snomed " + code);
      case "http://terminology.hl7.org/CodeSystem/v2-0487",
          "http://terminology.hl7.org/CodeSystem/v3-SpecimenType",
          "http://hl7.org/fhir/v2/0487",
          "http://hl7.org/fhir/v3/SpecimenType",
          "urn:oid:2.16.840.1.113883.12.487",
          "urn:oid:2.16.840.1.113883.5.129" ->
          KNOWN.get("hl7 " + code);
      default -> null;
    };
  }

  private static @Nullable SpecimenKind byWords(String text) {
    Set<SpecimenKind> found = EnumSet.noneOf(SpecimenKind.class);
    boolean fluid = false;
    for (String word : NO_LETTERS.split(text.toLowerCase(Locale.ROOT), -1)) {
      fluid |= word.equals(WEAK);
      SpecimenKind kind = KNOWN.get("word " + word);
      if (kind != null) {
        found.add(kind);
      }
    }
    if (found.isEmpty()) {
      return fluid ? SpecimenKind.OTHER : null;
    }
    if (found.size() > 1 && (SIDES.containsAll(found) || found.contains(SpecimenKind.BLOOD))) {
      return ofBlood(found);
    }
    return found.size() == 1 ? found.iterator().next() : null;
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

  private static Map<String, SpecimenKind> load() {
    Map<String, SpecimenKind> known = new HashMap<>();
    for (List<String> row : Tables.read("specimen-synonyms.csv")) {
      if (!row.get(2).equals(WEAK)) {
        known.put(
            row.get(0) + " " + row.get(1),
            SpecimenKind.valueOf(row.get(2).toUpperCase(Locale.ROOT).replace('-', '_')));
      }
    }
    return Map.copyOf(known);
  }
}
