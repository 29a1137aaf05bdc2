package dev.vigil.topology.domain.consent;

import java.util.List;
import java.util.Set;

/**
 * Security labels. Confidentiality is a high-water mark: a permit for R covers R and all that is
 * less confidential, a deny for R covers R and all that is more confidential. (The note in FHIR R4
 * says "R or lower" without regard to the type of rule; for a deny that would disclose V and
 * withhold N.) Of a rule of unknown type only the level itself is certain. Other labels are
 * compared by code.
 *
 * @param type type of the rule
 */
record LabelCriterion(List<String> labels, RuleType type) implements Criterion {
  private static final List<String> LEVELS = List.of("U", "L", "M", "N", "R", "V");
  private static final Set<String> SYSTEMS =
      Set.of(
          "",
          "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
          "http://hl7.org/fhir/v3/Confidentiality",
          "urn:oid:2.16.840.1.113883.5.25");

  /** A resource without a confidentiality label is "normal", the default of HL7 v3. */
  private static final int NORMAL = LEVELS.indexOf("N");

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
    Match result = Match.NO;
    for (String label : labels) {
      result = result.or(isConfidentiality(label) ? level(label, known) : other(label, known));
    }
    return result;
  }

  private Match level(String label, List<String> known) {
    int mark = LEVELS.indexOf(code(label));
    int highest = -1;
    for (String other : known) {
      if (isConfidentiality(other)) {
        int level = LEVELS.indexOf(code(other));
        if (level < 0) {
          return Match.UNKNOWN;
        }
        highest = Math.max(highest, level);
      }
    }
    if (mark < 0) {
      return Match.UNKNOWN;
    }
    int level = highest < 0 ? NORMAL : highest;
    return switch (type) {
      case PERMIT -> Match.of(level <= mark);
      case DENY -> Match.of(level >= mark);
      case UNKNOWN -> level == mark ? Match.YES : Match.UNKNOWN;
    };
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
