package dev.vigil.config.profile;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a specimen is, as LOINC's axis System abbreviates it (LOINC Users' Guide, table of systems):
 * the ones that critical limits are published for, and those that are most often confused with
 * them.
 */
public enum SpecimenSystem {
  SERUM("Ser"),
  PLASMA("Plas"),
  PLATELET_POOR_PLASMA("PPP"),
  BLOOD("Bld"),
  ARTERIAL_BLOOD("BldA"),
  VENOUS_BLOOD("BldV"),
  CAPILLARY_BLOOD("BldC"),
  MIXED_VENOUS_BLOOD("BldMV"),
  CORD_BLOOD("BldCo"),
  SKIN("Skin"),
  URINE("Urine"),
  CEREBROSPINAL_FLUID("CSF");

  private static final Pattern BETWEEN =
      Pattern.compile("\\s*/\\s*|\\s+or\\s+", Pattern.CASE_INSENSITIVE);

  private final String abbreviation;

  SpecimenSystem(String abbreviation) {
    this.abbreviation = abbreviation;
  }

  /** LOINC's abbreviation, for example {@code BldA}. */
  public String abbreviation() {
    return abbreviation;
  }

  /**
   * The systems that the cell {@code specimen} of a profile begins with: abbreviations with a slash
   * or "or" between them, in either case, then words for people, as in {@code Ser/Plas fasting}.
   *
   * @return empty if the cell is empty or holds any other text, which names no specimen to hold a
   *     result against: the rule is then for any
   */
  public static Set<SpecimenSystem> of(String cell) {
    Set<SpecimenSystem> systems = EnumSet.noneOf(SpecimenSystem.class);
    String joined = BETWEEN.matcher(cell.strip()).replaceAll("/");
    for (String part : joined.split("\\s", 2)[0].split("/", -1)) {
      SpecimenSystem system = abbreviated(part);
      if (system == null) {
        return Set.of();
      }
      systems.add(system);
    }
    return Set.copyOf(systems);
  }

  private static @Nullable SpecimenSystem abbreviated(String text) {
    for (SpecimenSystem system : values()) {
      if (system.abbreviation.toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))) {
        return system;
      }
    }
    return null;
  }
}
