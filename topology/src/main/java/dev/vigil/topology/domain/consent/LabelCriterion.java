package dev.vigil.topology.domain.consent;

import dev.vigil.topology.domain.consent.Interpretation.DenyReach;
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
record LabelCriterion(List<String> labels, RuleType type, Interpretation interpretation)
    implements Criterion {
  private static final Set<String> SYSTEMS =
      Set.of(
          "",
          "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
          "http://hl7.org/fhir/v3/Confidentiality",
          "urn:oid:2.16.840.1.113883.5.25");

  @Override
  public boolean isAboutResource() {
    return true;
  }

  @Override
  public String describe() {
    return "securityLabel " + String.join(", ", labels);
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
    Match result = Match.NO;
    for (String label : labels) {
      result = result.or(isConfidentiality(label) ? level(label, known) : other(label, known));
    }
    return result;
  }

  private Match level(String label, List<String> known) {
    Confidentiality mark = Confidentiality.of(code(label));
    Confidentiality highest = null;
    for (String other : known) {
      if (isConfidentiality(other)) {
        Confidentiality level = Confidentiality.of(code(other));
        if (level == null) {
          return Match.UNKNOWN;
        }
        highest = highest == null || level.compareTo(highest) > 0 ? level : highest;
      }
    }
    if (mark == null) {
      return Match.UNKNOWN;
    }
    int order = (highest == null ? interpretation.unlabelled() : highest).compareTo(mark);
    boolean below = type == RuleType.PERMIT || interpretation.denyReach() == DenyReach.AND_BELOW;
    if (type == RuleType.UNKNOWN) {
      return order == 0 ? Match.YES : Match.UNKNOWN;
    }
    return Match.of(below ? order <= 0 : order >= 0);
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
    return SYSTEMS.contains(system)
        && (!system.isEmpty() || Confidentiality.of(code(label)) != null);
  }

  private static String code(String label) {
    return label.substring(label.indexOf('|') + 1);
  }
}
