package dev.vigil.topology.domain.lab;

import dev.vigil.serdes.fhir.Coding;
import dev.vigil.serdes.fhir.ResultHead;
import java.util.HashSet;
import java.util.Set;

/** Gives each component of an Observation a name that is stable from version to version. */
final class ComponentNames {
  private static final String UNNAMED = "unnamed";

  private final Set<String> taken = new HashSet<>();

  /** Its first code, else its text; a second component of the same name becomes {@code name#2}. */
  String of(ResultHead component) {
    return unique(codeOrText(component));
  }

  /** A name for what cannot be read. */
  String unnamed() {
    return unique(UNNAMED);
  }

  static String codeOrText(ResultHead head) {
    for (Coding coding : head.codings()) {
      if (coding.code() != null) {
        return coding.code();
      }
    }
    return head.text() == null ? UNNAMED : head.text();
  }

  private String unique(String name) {
    String unique = name;
    for (int i = 2; !taken.add(unique); i++) {
      unique = name + '#' + i;
    }
    return unique;
  }
}
