package dev.vigil.topology.domain.consent;

import java.util.List;

/** For what the data is used: a rule for TREAT covers ETREAT, not the other way round. */
record PurposeCriterion(List<String> purposes) implements Criterion {
  @Override
  public Match matches(Question question) {
    Match result = Match.NO;
    for (String purpose : purposes) {
      if (question.purposes().contains(purpose)) {
        return Match.YES;
      }
      // A code that v3-ActReason does not have may be broader than what is asked for.
      if (!PurposeOfUse.isKnown(purpose) || !PurposeOfUse.isKnown(question.purpose())) {
        result = Match.UNKNOWN;
      }
    }
    return result;
  }
}
