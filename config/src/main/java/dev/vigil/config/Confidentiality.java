package dev.vigil.config;

/** The levels of HL7 v3-Confidentiality. */
public enum Confidentiality {
  UNRESTRICTED,
  LOW,
  MODERATE,
  NORMAL,
  RESTRICTED,
  VERY_RESTRICTED
}
