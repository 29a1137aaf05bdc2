package dev.vigil.topology.domain.lab;

import org.jspecify.annotations.Nullable;

/** What a comparator says of the true value: it is the number, or somewhere on one side of it. */
enum Bound {
  EXACT,
  LESS,
  LESS_OR_EQUAL,
  GREATER_OR_EQUAL,
  GREATER;

  /** The bound of a FHIR comparator, or null if there is no such comparator. */
  static @Nullable Bound of(@Nullable String comparator) {
    if (comparator == null) {
      return EXACT;
    }
    return switch (comparator) {
      case "<" -> LESS;
      case "<=" -> LESS_OR_EQUAL;
      case ">=" -> GREATER_OR_EQUAL;
      case ">" -> GREATER;
      default -> null;
    };
  }
}
