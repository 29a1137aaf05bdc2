package dev.vigil.fault.ledger;

/** What is measured; values in mmol/L. */
enum Analyte {
  /** In the profile us-conventional beyond 7.0 critical at any age. */
  POTASSIUM("2823-3"),
  /** There beyond 160 critical at any age. */
  SODIUM("2951-2");

  private final String loinc;

  Analyte(String loinc) {
    this.loinc = loinc;
  }

  String loinc() {
    return loinc;
  }
}
