package dev.vigil.topology.domain.consent;

import java.util.List;

/**
 * Kinds of content. Resource types are compared; profiles and document types are not known here.
 */
record ClassCriterion(List<String> classes) implements Criterion {
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
    Match result = Match.NO;
    for (String code : classes) {
      if (code.equals(about.resourceType())) {
        return Match.YES;
      }
      if (!ResourceTypes.contains(code)) {
        result = Match.UNKNOWN;
      }
    }
    return result;
  }
}
