package dev.vigil.topology.domain.consent;

/** One criterion of a provision; several values are alternatives. */
@FunctionalInterface
interface Criterion {
  Match matches(Question question);
}
