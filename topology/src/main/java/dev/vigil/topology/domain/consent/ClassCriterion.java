package dev.vigil.topology.domain.consent;

import java.util.List;

/**
 * Kinds of content. Resource types are compared; profiles and document types are not known here. A
 * resource that contains others is of their kinds, too, for whoever withholds one.
 *
 * @param onlyTypes whether all of them are resource types
 * @param permits whether the rule permits
 */
record ClassCriterion(List<String> classes, boolean onlyTypes, boolean permits)
    implements Criterion {
  static ClassCriterion of(List<String> classes, RuleType type) {
    return new ClassCriterion(
        classes, classes.stream().allMatch(ResourceTypes::contains), type == RuleType.PERMIT);
  }

  @Override
  public boolean isAboutResource() {
    return true;
  }

  @Override
  public String describe() {
    return "class " + String.join(", ", classes);
  }

  @Override
  public Match matches(Question question) {
    AskedAbout about = question.about();
    if (about == null) {
      return Match.NO;
    }
    if (classes.contains(about.resourceType())) {
      return Match.YES;
    }
    if (!permits) {
      for (String contained : about.containedTypes()) {
        if (classes.contains(contained)) {
          return Match.YES;
        }
      }
    }
    return onlyTypes ? Match.NO : Match.UNKNOWN;
  }
}
