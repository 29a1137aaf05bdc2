package dev.vigil.topology.domain.consent;

import java.util.List;

/** Clinical codes, {@code system|code}; a code without a system equals that code of any system. */
record CodeCriterion(List<String> codes) implements Criterion {
  @Override
  public boolean isAboutResource() {
    return true;
  }

  @Override
  public String describe() {
    return "code " + String.join(", ", codes);
  }

  @Override
  public Match matches(Question question) {
    AskedAbout about = question.about();
    if (about == null) {
      return Match.NO;
    }
    List<String> known = about.codes();
    if (known == null) {
      return Match.UNKNOWN;
    }
    for (String code : codes) {
      for (String other : known) {
        if (same(code, other)) {
          return Match.YES;
        }
      }
    }
    return Match.NO;
  }

  static boolean same(String one, String other) {
    int bar = one.indexOf('|');
    int otherBar = other.indexOf('|');
    if (bar > 0 && otherBar > 0) {
      return one.equals(other);
    }
    int length = one.length() - bar - 1;
    return other.length() - otherBar - 1 == length
        && one.regionMatches(bar + 1, other, otherBar + 1, length);
  }
}
