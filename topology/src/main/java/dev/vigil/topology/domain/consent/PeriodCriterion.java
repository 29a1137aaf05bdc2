package dev.vigil.topology.domain.consent;

import org.jspecify.annotations.Nullable;

/**
 * When the rule is valid, both ends inclusive, milliseconds since 1970 UTC. A period that ends
 * before it starts says nothing: it cannot be evaluated.
 */
record PeriodCriterion(@Nullable Long start, @Nullable Long end) implements Criterion {
  @Override
  public Match matches(Question question) {
    if (start != null && end != null && end < start) {
      return Match.UNKNOWN;
    }
    return Match.of(
        (start == null || question.at() >= start) && (end == null || question.at() <= end));
  }
}
