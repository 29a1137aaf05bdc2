package dev.vigil.topology.domain.lab;

/**
 * What a reader of an alert must know of the result. Stable codes. A remark never suppresses an
 * alert: the clinician decides what it is worth.
 */
public final class LabRemarks {

  // What the laboratory says of the specimen, in words; see quality-notes.csv.

  /** Red cells have broken: potassium, phosphate, LDH, AST, iron and more read too high. */
  public static final String HAEMOLYSED = "haemolysed";

  /** Much fat: sodium, potassium and others can read too low. */
  public static final String LIPAEMIC = "lipaemic";

  /** Much bilirubin: creatinine and others can read wrong. */
  public static final String ICTERIC = "icteric";

  /** The specimen has clotted: platelets, and coagulation tests, read wrong. */
  public static final String CLOTTED = "clotted";

  /** EDTA got into it: potassium reads too high, calcium and magnesium too low. */
  public static final String EDTA_CONTAMINATED = "edta-contaminated";

  /** An infusion got into it: what it holds reads too high, all else too low. */
  public static final String INFUSION_CONTAMINATED = "infusion-contaminated";

  // What is doubtful on the way from the result to the limit.

  /** The number came without a unit, and was taken to be in the unit of the rule. */
  public static final String UNIT_ASSUMED = "unit-assumed";

  /** The coded unit and the unit for display differ; the coded one was taken. */
  public static final String UNIT_CONFLICT = "unit-conflict";

  /** The laboratory flagged it; the specimen is not one that the limits of the rule are for. */
  public static final String SPECIMEN_MISMATCH = "specimen-mismatch";

  private LabRemarks() {}
}
