package dev.vigil.topology.domain.lab;

import dev.vigil.serdes.fhir.Coding;
import dev.vigil.serdes.fhir.ResultHead;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds LOINC codes among the codings of a result. */
final class LoincCodings {
  /** As the standard has it, and as producers write it; in lower case. */
  private static final Set<String> SYSTEMS =
      Set.of(
          "http://loinc.org",
          "https://loinc.org",
          "http://loinc.org/",
          "https://loinc.org/",
          "http://www.loinc.org",
          "urn:oid:2.16.840.1.113883.6.1",
          "ln",
          "loinc");

  private LoincCodings() {}

  /** The code to look up, or null: a code without a system may be LOINC's, its form is its own. */
  static @Nullable String candidate(Coding coding) {
    String code = coding.code();
    String system = coding.system();
    boolean none = system == null || system.isBlank();
    return code != null && (none || isSystem(system)) ? code.strip() : null;
  }

  /** The first that says it is LOINC's. */
  static @Nullable String first(ResultHead head) {
    for (Coding coding : head.codings()) {
      if (isLoinc(coding)) {
        return coding.code();
      }
    }
    return null;
  }

  static boolean isSystem(@Nullable String system) {
    return system != null
        && (SYSTEMS.contains(system) || SYSTEMS.contains(system.strip().toLowerCase(Locale.ROOT)));
  }

  private static boolean isLoinc(Coding coding) {
    return isSystem(coding.system());
  }
}
