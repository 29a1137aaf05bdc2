package dev.vigil.topology.domain.lab;

import dev.vigil.avro.Direction;

/** The laboratory's own verdict on a value; see {@link FlagCodes}. */
enum LaboratoryFlag {
  /** No critical flag. */
  NONE,
  /** Critically low. */
  LOW,
  /** Critically high. */
  HIGH,
  /** Critical without a direction, or in both at once. */
  ABNORMAL,
  /** A critical flag of a code system that is not HL7's, so that its meaning is a guess. */
  FOREIGN;

  LaboratoryFlag and(LaboratoryFlag other) {
    if (this == NONE || (this == FOREIGN && other != NONE) || this == other) {
      return other;
    }
    if (other == NONE || other == FOREIGN) {
      return this;
    }
    // AA says nothing on the direction; HH and LL together contradict each other.
    return this == ABNORMAL ? other : other == ABNORMAL ? this : ABNORMAL;
  }

  boolean isCritical() {
    return this == LOW || this == HIGH || this == ABNORMAL;
  }

  Direction direction() {
    return switch (this) {
      case LOW -> Direction.LOW;
      case HIGH -> Direction.HIGH;
      default -> Direction.FLAGGED;
    };
  }
}
