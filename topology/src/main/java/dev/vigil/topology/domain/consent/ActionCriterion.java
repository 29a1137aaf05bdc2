package dev.vigil.topology.domain.consent;

import java.util.List;
import java.util.Set;

/**
 * What is done with the data. An output discloses it, so that its receiver can access and use it.
 */
record ActionCriterion(List<String> actions) implements Criterion {
  private static final Set<String> OF_AN_OUTPUT = Set.of("disclose", "access", "use");
  private static final Set<String> OTHERS = Set.of("collect", "correct");

  static boolean isOfAnOutput(String action) {
    return OF_AN_OUTPUT.contains(action);
  }

  @Override
  public Match matches(Question question) {
    Match result = Match.NO;
    for (String action : actions) {
      if (OF_AN_OUTPUT.contains(action)) {
        return Match.YES;
      }
      if (!OTHERS.contains(action)) {
        result = Match.UNKNOWN;
      }
    }
    return result;
  }
}
