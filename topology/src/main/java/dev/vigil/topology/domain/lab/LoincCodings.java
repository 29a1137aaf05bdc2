package dev.vigil.topology.domain.lab;

import dev.vigil.serdes.fhir.Coding;
import dev.vigil.serdes.fhir.ResultHead;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds LOINC codes among the codings of a result. */
final class LoincCodings {
  /** As the standard has it, and as producers write it. */
  private static final Set<String> SYSTEMS =
      Set.of(
          "http://loinc.org",
          "https://loinc.org",
          "http://loinc.org/",
          "https://loinc.org/",
          "http://www.loinc.org",
          "urn:oid:2.16.840.1.113883.6.1",
          "LN");

  private LoincCodings() {}

  /** The code to look up, or null: a code without a system may be LOINC's, its form is its own. */
  static @Nullable String candidate(Coding coding) {
    String code = coding.code();
    return code != null && (coding.system() == null || isLoinc(coding)) ? code.strip() : null;
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
    return system != null && SYSTEMS.contains(system);
  }

  private static boolean isLoinc(Coding coding) {
    return isSystem(coding.system());
  }
}
