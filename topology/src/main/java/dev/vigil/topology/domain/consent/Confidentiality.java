package dev.vigil.topology.domain.consent;

import org.jspecify.annotations.Nullable;

/** The levels of HL7 v3-Confidentiality, from least to most confidential. */
public enum Confidentiality {
  UNRESTRICTED("U"),
  LOW("L"),
  MODERATE("M"),
  NORMAL("N"),
  RESTRICTED("R"),
  VERY_RESTRICTED("V");

  private final String code;

  Confidentiality(String code) {
    this.code = code;
  }

  /** The level of a code; null if v3-Confidentiality has no such level. */
  static @Nullable Confidentiality of(String code) {
    for (Confidentiality level : values()) {
      if (level.code.equals(code)) {
        return level;
      }
    }
    return null;
  }
}
