package dev.vigil.topology.domain.consent;

/** One criterion of a provision; several values are alternatives. */
@FunctionalInterface
interface Criterion {
  Match matches(Question question);

  /** Whether it tells resources apart: asked about an output as a whole, it cannot match. */
  default boolean isAboutResource() {
    return false;
  }

  /** What it asks for, as text; only of those that tell resources apart. */
  default String describe() {
    return "";
  }
}
