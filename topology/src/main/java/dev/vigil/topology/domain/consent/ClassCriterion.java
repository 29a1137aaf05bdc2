package dev.vigil.topology.domain.consent;

import java.util.List;

/**
 * Kinds of content. Resource types are compared; profiles and document types are not known here.
 *
 * @param onlyTypes whether all of them are resource types
 */
record ClassCriterion(List<String> classes, boolean onlyTypes) implements Criterion {
  static ClassCriterion of(List<String> classes) {
    return new ClassCriterion(classes, classes.stream().allMatch(ResourceTypes::contains));
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
    return onlyTypes ? Match.NO : Match.UNKNOWN;
  }
}
