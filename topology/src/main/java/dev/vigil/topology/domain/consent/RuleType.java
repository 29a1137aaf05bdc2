package dev.vigil.topology.domain.consent;

import org.jspecify.annotations.Nullable;

/** Type of a provision. */
enum RuleType {
  PERMIT,
  DENY,
  /** Neither is said, or a code that FHIR does not have. */
  UNKNOWN;

  static RuleType of(@Nullable String code) {
    if (code == null) {
      return UNKNOWN;
    }
    return switch (code) {
      case "permit" -> PERMIT;
      case "deny" -> DENY;
      default -> UNKNOWN;
    };
  }

  /** Type of an untyped exception to this. */
  RuleType opposite() {
    return switch (this) {
      case PERMIT -> DENY;
      case DENY -> PERMIT;
      case UNKNOWN -> UNKNOWN;
    };
  }

  Verdict verdict() {
    return switch (this) {
      case PERMIT -> Verdict.PERMIT;
      case DENY -> Verdict.DENY;
      case UNKNOWN -> Verdict.INDETERMINATE;
    };
  }
}
