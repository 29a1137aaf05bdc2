package dev.vigil.topology.domain.alert;

import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.SpecimenSystem;
import dev.vigil.config.units.Substance;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What makes values of a patient comparable with each other, whichever LOINC code they came under:
 * the analyte as the profile names it (total and ionised calcium are one substance and two
 * analytes), what it consists of (urea is not urea nitrogen), and what it was measured in. Serum,
 * plasma and whole blood count as one where a substance is measured; where there is none (pH,
 * gases, cells, clotting) arterial, venous and capillary blood differ too much.
 */
final class Analyte {
  private static final Set<SpecimenSystem> OF_ONE_BLOOD =
      Set.of(
          SpecimenSystem.SERUM,
          SpecimenSystem.PLASMA,
          SpecimenSystem.PLATELET_POOR_PLASMA,
          SpecimenSystem.BLOOD,
          SpecimenSystem.ARTERIAL_BLOOD,
          SpecimenSystem.VENOUS_BLOOD,
          SpecimenSystem.CAPILLARY_BLOOD,
          SpecimenSystem.MIXED_VENOUS_BLOOD);

  private Analyte() {}

  /** A key that rules of the same analyte share. */
  static String of(CriticalValueRule rule) {
    Substance substance = rule.substance();
    return lower(rule.analyte())
        + '\n'
        + (substance == null ? "" : substance.label())
        + '\n'
        + specimen(rule, substance != null);
  }

  private static String specimen(CriticalValueRule rule, boolean anyBlood) {
    Set<SpecimenSystem> systems = SpecimenSystem.of(rule.specimen());
    if (systems.isEmpty()) {
      return lower(rule.specimen());
    }
    if (anyBlood && OF_ONE_BLOOD.containsAll(systems)) {
      return "blood";
    }
    return new TreeSet<>(systems).toString();
  }

  private static String lower(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}
