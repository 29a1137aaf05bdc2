package dev.vigil.topology.domain.consent;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Security labels. Confidentiality is a high-water mark: a permit for R covers R and all that is
 * less confidential, a deny for R covers R and all that is more confidential. (The note in FHIR R4
 * says "R or lower" without regard to the type of rule; for a deny that would disclose V and
 * withhold N.) Other labels are compared by code.
 *
 * @param marks confidentiality of the rule, as index of LEVELS; -1: a code that is no level
 * @param others all other labels of the rule
 * @param permits whether the rule permits
 */
record LabelCriterion(List<Integer> marks, List<String> others, boolean permits)
    implements Criterion {
  private static final List<String> LEVELS = List.of("U", "L", "M", "N", "R", "V");
  private static final Set<String> SYSTEMS =
      Set.of(
          "",
          "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
          "http://hl7.org/fhir/v3/Confidentiality",
          "urn:oid:2.16.840.1.113883.5.25");

  /** A resource without a confidentiality label is "normal", the default of HL7 v3. */
  private static final int NORMAL = LEVELS.indexOf("N");

  static LabelCriterion of(List<String> labels, boolean permits) {
    List<Integer> marks = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String label : labels) {
      if (isConfidentiality(label)) {
        marks.add(LEVELS.indexOf(code(label)));
      } else {
        others.add(label);
      }
    }
    return new LabelCriterion(List.copyOf(marks), List.copyOf(others), permits);
  }

  @Override
  public Match matches(Question question) {
    AskedAbout about = question.about();
    if (about == null) {
      return Match.NO;
    }
    List<String> known = about.securityLabels();
    if (known == null) {
      return Match.UNKNOWN;
    }
    Match result = marks.isEmpty() ? Match.NO : level(known);
    for (String label : others) {
      result = result.or(other(label, known));
    }
    return result;
  }

  private Match level(List<String> known) {
    int highest = -1;
    for (String label : known) {
      if (isConfidentiality(label)) {
        int level = LEVELS.indexOf(code(label));
        if (level < 0) {
          return Match.UNKNOWN;
        }
        highest = Math.max(highest, level);
      }
    }
    int level = highest < 0 ? NORMAL : highest;
    Match result = Match.NO;
    for (int mark : marks) {
      result =
          result.or(mark < 0 ? Match.UNKNOWN : Match.of(permits ? level <= mark : level >= mark));
    }
    return result;
  }

  private static Match other(String label, List<String> known) {
    for (String other : known) {
      if (CodeCriterion.same(label, other)) {
        return Match.YES;
      }
    }
    return Match.NO;
  }

  private static boolean isConfidentiality(String label) {
    String system = label.substring(0, Math.max(label.indexOf('|'), 0));
    return SYSTEMS.contains(system) && (!system.isEmpty() || LEVELS.contains(code(label)));
  }

  private static String code(String label) {
    return label.substring(label.indexOf('|') + 1);
  }
}
