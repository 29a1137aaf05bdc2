package dev.vigil.topology.domain.consent;

/** Whether a criterion matches; UNKNOWN if that cannot be evaluated. */
enum Match {
  NO,
  UNKNOWN,
  YES;

  /** Both must match. */
  Match and(Match other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** Either must match. */
  Match or(Match other) {
    return compareTo(other) >= 0 ? this : other;
  }

  static Match of(boolean yes) {
    return yes ? YES : NO;
  }
}
