package dev.vigil.topology.domain.consent;

import java.util.List;

/**
 * For what the data is used: a rule for TREAT covers ETREAT, not the other way round.
 *
 * @param allKnown whether v3-ActReason has all of them
 */
record PurposeCriterion(List<String> purposes, boolean allKnown) implements Criterion {
  static PurposeCriterion of(List<String> purposes) {
    return new PurposeCriterion(purposes, purposes.stream().allMatch(PurposeOfUse::isKnown));
  }

  @Override
  public Match matches(Question question) {
    for (String purpose : purposes) {
      if (question.purposes().contains(purpose)) {
        return Match.YES;
      }
    }
    // A code that v3-ActReason does not have may be broader than what is asked for.
    boolean comparable =
        purposes.isEmpty() || (allKnown && PurposeOfUse.isKnown(question.purpose()));
    return comparable ? Match.NO : Match.UNKNOWN;
  }
}
