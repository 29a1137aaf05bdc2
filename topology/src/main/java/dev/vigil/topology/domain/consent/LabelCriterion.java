package dev.vigil.topology.domain.consent;

import dev.vigil.topology.domain.consent.Interpretation.DenyReach;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Security labels. Confidentiality is a high-water mark: a permit for R covers R and all that is
 * less confidential, a deny for R covers R and all that is more confidential. (The note in FHIR R4
 * says "R or lower" without regard to the type of rule; for a deny that would disclose V and
 * withhold N.) Of a rule of unknown type only the level itself is certain. Other labels are
 * compared by code.
 */
final class LabelCriterion implements Criterion {
  private static final Set<String> SYSTEMS =
      Set.of(
          "",
          "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
          "http://hl7.org/fhir/v3/Confidentiality",
          "urn:oid:2.16.840.1.113883.5.25");

  private final List<String> labels;
  private final RuleType type;
  private final Interpretation interpretation;
  private final List<Confidentiality> marks = new ArrayList<>();
  private final List<String> others = new ArrayList<>();
  private boolean unknownMark;

  /**
   * @param type type of the rule
   */
  LabelCriterion(List<String> labels, RuleType type, Interpretation interpretation) {
    this.labels = labels;
    this.type = type;
    this.interpretation = interpretation;
    for (String label : labels) {
      Confidentiality mark = Confidentiality.of(code(label));
      if (!isConfidentiality(label)) {
        others.add(label);
      } else if (mark == null) {
        unknownMark = true;
      } else {
        marks.add(mark);
      }
    }
  }

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
    Match result = unknownMark ? Match.UNKNOWN : Match.NO;
    if (!marks.isEmpty()) {
      result = result.or(level(known));
    }
    for (String label : others) {
      result = result.or(other(label, known));
    }
    return result;
  }

  private Match level(List<String> known) {
    Confidentiality highest = null;
    for (String label : known) {
      if (isConfidentiality(label)) {
        Confidentiality level = Confidentiality.of(code(label));
        if (level == null) {
          return Match.UNKNOWN;
        }
        highest = higher(highest, level);
      } else if (Confidentiality.of(code(label)) != null) {
        // A level in a code system that is not known to have any.
        return Match.UNKNOWN;
      }
    }
    Confidentiality level = highest == null ? interpretation.unlabelled() : highest;
    Match result = Match.NO;
    for (Confidentiality mark : marks) {
      result = result.or(covers(mark, level));
    }
    return result;
  }

  private Match covers(Confidentiality mark, Confidentiality level) {
    int order = level.compareTo(mark);
    return switch (type) {
      case PERMIT -> Match.of(order <= 0);
      case DENY ->
          Match.of(interpretation.denyReach() == DenyReach.AND_ABOVE ? order >= 0 : order <= 0);
      case UNKNOWN -> order == 0 ? Match.YES : Match.UNKNOWN;
    };
  }

  private static Confidentiality higher(@Nullable Confidentiality one, Confidentiality other) {
    return one == null || other.compareTo(one) > 0 ? other : one;
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
