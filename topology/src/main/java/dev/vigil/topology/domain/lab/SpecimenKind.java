package dev.vigil.topology.domain.lab;

import dev.vigil.config.profile.SpecimenSystem;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * Kinds of specimens that limits tell apart. Blood, serum and plasma are one: containers are
 * labelled loosely, and LOINC's code says which it was.
 */
enum SpecimenKind {
  /** Blood, serum or plasma, from wherever it was drawn. */
  BLOOD,
  ARTERIAL,
  VENOUS,
  CAPILLARY,
  CORD,
  SKIN,
  URINE,
  CEREBROSPINAL_FLUID,
  /** Another body fluid, tissue, a swab. */
  OTHER;

  /** The kinds that the limits of a rule are for; empty: any. */
  static Set<SpecimenKind> of(Set<SpecimenSystem> systems) {
    EnumSet<SpecimenKind> kinds = EnumSet.noneOf(SpecimenKind.class);
    for (SpecimenSystem system : systems) {
      kinds.add(of(system));
    }
    return kinds;
  }

  private static SpecimenKind of(SpecimenSystem system) {
    return switch (system) {
      case SERUM, PLASMA, PLATELET_POOR_PLASMA, BLOOD -> BLOOD;
      case ARTERIAL_BLOOD -> ARTERIAL;
      case VENOUS_BLOOD, MIXED_VENOUS_BLOOD -> VENOUS;
      case CAPILLARY_BLOOD -> CAPILLARY;
      case CORD_BLOOD -> CORD;
      case SKIN -> SKIN;
      case URINE -> URINE;
      case CEREBROSPINAL_FLUID -> CEREBROSPINAL_FLUID;
    };
  }

  /** Whether it may be one of these; "blood" may be blood of any side. */
  boolean mayBeOneOf(Collection<SpecimenKind> kinds) {
    for (SpecimenKind kind : kinds) {
      boolean anyBlood = isBlood() && kind.isBlood() && (kind == BLOOD || this == BLOOD);
      if (kind == this || anyBlood) {
        return true;
      }
    }
    return false;
  }

  private boolean isBlood() {
    return switch (this) {
      case BLOOD, ARTERIAL, VENOUS, CAPILLARY, CORD -> true;
      default -> false;
    };
  }
}
