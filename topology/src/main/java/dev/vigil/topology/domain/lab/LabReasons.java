package dev.vigil.topology.domain.lab;

/**
 * Why a value was judged as it was. Stable codes: they are counted, and stand in audit records and
 * review items.
 */
public final class LabReasons {

  // CRITICAL

  /** Below the low limit, or on it where the limit is inclusive. */
  public static final String BELOW_LOW_LIMIT = "below-low-limit";

  /** Above the high limit, or on it where the limit is inclusive. */
  public static final String ABOVE_HIGH_LIMIT = "above-high-limit";

  /**
   * The laboratory flagged it HH, LL or AA (or, by configuration, HU or LU), and no limit is
   * crossed or could be applied.
   */
  public static final String FLAGGED_BY_LABORATORY = "flagged-by-laboratory";

  /** Changed by more than the rule allows within its time, whether or not a limit is crossed. */
  public static final String CHANGED_BEYOND_DELTA = "changed-beyond-delta";

  // NORMAL

  /** Inside the limits of the rule. */
  public static final String WITHIN_LIMITS = "within-limits";

  /** A number in valueString without a unit, inside the limits if it is in the rule's unit. */
  public static final String WITHIN_LIMITS_UNIT_ASSUMED = "within-limits-unit-assumed";

  // NOT_COVERED

  /** No rule has one of its LOINC codes. */
  public static final String CODE_NOT_COVERED = "code-not-covered";

  /** It has no LOINC code. */
  public static final String NO_LOINC_CODE = "no-loinc-code";

  /** The profile has rules for the code, all disabled. */
  public static final String RULE_DISABLED = "rule-disabled";

  /** The code has rules, none for the patient's age. */
  public static final String NO_RULE_FOR_AGE = "no-rule-for-age";

  /** Unreadable, and of a category other than laboratory. */
  public static final String MALFORMED_NOT_LABORATORY = "malformed-not-laboratory";

  // REVIEW

  /** The code is missing or has a wrong JSON type. */
  public static final String CODE_MALFORMED = "code-malformed";

  /** The value has a wrong JSON type, or more digits than any laboratory reports. */
  public static final String VALUE_MALFORMED = "value-malformed";

  /** The interpretation has a wrong JSON type: a flag may be in it. */
  public static final String FLAG_MALFORMED = "flag-malformed";

  /** HH, LL or AA of a code system that is not HL7's. */
  public static final String FLAG_SYSTEM_UNKNOWN = "flag-system-unknown";

  /** The components have a wrong JSON type. */
  public static final String COMPONENTS_MALFORMED = "components-malformed";

  /** No unit, and the rule's unit is not dimensionless. */
  public static final String UNIT_MISSING = "unit-missing";

  /** The unit is unknown, of another dimension, or milliequivalents where they are ambiguous. */
  public static final String UNIT_NOT_CONVERTIBLE = "unit-not-convertible";

  /**
   * Coded unit and displayed unit differ, and the value is not critical in the coded one; or the
   * ends of a range have different units.
   */
  public static final String UNIT_CONFLICT = "unit-conflict";

  /** The interval that the comparator describes is partly critical. */
  public static final String COMPARATOR_UNDECIDABLE = "comparator-undecidable";

  /** A comparator other than &lt;, &lt;=, &gt;= and &gt;. */
  public static final String COMPARATOR_UNKNOWN = "comparator-unknown";

  /** The specimen is stated, and it is not one that the limits of the rule are for. */
  public static final String SPECIMEN_MISMATCH = "specimen-mismatch";

  /** Not critical for an adult, but in another age band that is possible. */
  public static final String AGE_UNKNOWN = "age-unknown";

  /** Text or a code where a number is needed. */
  public static final String VALUE_NOT_NUMERIC = "value-not-numeric";

  /** A range that is partly critical. */
  public static final String VALUE_RANGE_UNDECIDABLE = "value-range-undecidable";

  /** A ratio that is no quantity: titres are not numbers. */
  public static final String VALUE_RATIO = "value-ratio";

  /** A type that has no single value to compare, or that FHIR R4 does not have. */
  public static final String VALUE_TYPE_UNSUPPORTED = "value-type-unsupported";

  /** Several value[x] at once. */
  public static final String SEVERAL_VALUES = "several-values";

  /** Both a value and a reason why there is none. */
  public static final String VALUE_WITH_DATA_ABSENT = "value-with-data-absent";

  // IGNORED

  /** There is no result yet. */
  public static final String REGISTERED = "registered";

  /** The measurement was cancelled. */
  public static final String CANCELLED = "cancelled";

  /** The Observation should never have existed. */
  public static final String ENTERED_IN_ERROR = "entered-in-error";

  /** A dataAbsentReason instead of a value. */
  public static final String DATA_ABSENT = "data-absent";

  /** No value at all. */
  public static final String NO_VALUE = "no-value";

  private LabReasons() {}
}
