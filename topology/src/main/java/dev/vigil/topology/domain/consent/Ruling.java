package dev.vigil.topology.domain.consent;

import org.jspecify.annotations.Nullable;

/**
 * A verdict and what in the Consent gave it.
 *
 * @param provision path of the provision, or {@code policyRule}; null: nothing in particular
 */
record Ruling(Verdict verdict, @Nullable String provision) {
  static final Ruling NOT_APPLICABLE = new Ruling(Verdict.NOT_APPLICABLE, null);

  /** The more restrictive of two; the first if they are equally so. */
  static Ruling worse(@Nullable Ruling one, Ruling other) {
    return one == null || other.severity() > one.severity() ? other : one;
  }

  /** How much it restricts: no rule at all restricts more than a permit does. */
  int severity() {
    return switch (verdict) {
      case PERMIT -> 0;
      case NOT_APPLICABLE -> 1;
      case INDETERMINATE -> 2;
      case DENY -> 3;
    };
  }
}
