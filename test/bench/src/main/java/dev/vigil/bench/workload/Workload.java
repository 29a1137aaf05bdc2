package dev.vigil.bench.workload;

import java.time.Instant;
import java.util.Locale;

/**
 * A stream of laboratory results of many patients, drawn from its options: the record with a number
 * is the same whenever it is asked for, so that nothing of it need be kept.
 */
public final class Workload {
  /** How far back a duplicate lies at most, in records. */
  private static final int REACH = 10_000;

  private static final long PER_MILLION = 10_000;

  /** Analytes by LOINC code, with a value within the limits and, for those that can be, beyond. */
  private static final String[][] ANALYTES = {
    {"2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", "4.1", "6.9"},
    {"2951-2", "Sodium [Moles/volume] in Serum or Plasma", "mmol/L", "140", "172"},
    {"2345-7", "Glucose [Mass/volume] in Serum or Plasma", "mg/dL", "95", "612"},
    {"718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", "13.8", "4.1"},
    {"1742-6", "Alanine aminotransferase [Enzymatic activity/volume]", "U/L", "31", ""},
    {"2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", "0.9", ""},
  };

  private static final int COVERED = 4;

  private final WorkloadOptions options;
  private final Instant issued;

  /**
   * A workload.
   *
   * @param issued when all results were issued: within a day of the measurement, or they are stale
   */
  public Workload(WorkloadOptions options, Instant issued) {
    this.options = options;
    this.issued = issued;
  }

  /** Its options. */
  public WorkloadOptions options() {
    return options;
  }

  /** How many results it has; Consents come before them and are not counted. */
  public int size() {
    return options.warmUp + options.events;
  }

  /** How many patients, each with one Consent. */
  public int patients() {
    return options.patients;
  }

  /** What the result with a number is. */
  public Kind kind(int number) {
    Kind own = ownKind(number);
    return own == Kind.DUPLICATE && original(number) == number ? Kind.NORMAL : own;
  }

  /** The number that a result was sent with first: its own, unless it is a duplicate. */
  public int original(int number) {
    if (ownKind(number) != Kind.DUPLICATE) {
      return number;
    }
    int reach = Math.min(number, REACH);
    for (int attempt = 1; attempt <= 8 && reach > 0; attempt++) {
      int candidate = number - 1 - (int) Long.remainderUnsigned(draw(number, 7 + attempt), reach);
      Kind kind = ownKind(candidate);
      if (kind == Kind.NORMAL || kind == Kind.CRITICAL) {
        return candidate;
      }
    }
    return number;
  }

  private Kind ownKind(int number) {
    long lot = Long.remainderUnsigned(draw(number, 1), 100 * PER_MILLION);
    long edge = Math.round(options.poison * PER_MILLION);
    if (lot < edge) {
      return Kind.POISON;
    }
    edge += Math.round(options.duplicates * PER_MILLION);
    if (lot < edge) {
      return Kind.DUPLICATE;
    }
    edge += Math.round(options.critical * PER_MILLION);
    return lot < edge ? Kind.CRITICAL : Kind.NORMAL;
  }

  /** The patient of a result. */
  public int patientOf(int number) {
    return (int) Long.remainderUnsigned(draw(original(number), 2), options.patients);
  }

  /** Whether a patient denies all disclosure. */
  public boolean denies(int patient) {
    return Long.remainderUnsigned(draw(-1 - patient, 3), 100 * PER_MILLION)
        < Math.round(options.denying * PER_MILLION);
  }

  /** A patient's id, which is the record key. */
  public static String patientId(int patient) {
    return "patient-%07d".formatted(patient);
  }

  /** The result with a number. */
  public Change result(int number) {
    int original = original(number);
    boolean critical = kind(original) == Kind.CRITICAL;
    int which =
        (int) Long.remainderUnsigned(draw(original, 4), critical ? COVERED : ANALYTES.length);
    String[] analyte = ANALYTES[which];
    String id = String.format(Locale.ROOT, "lab-%010d", original);
    String patient = patientId(patientOf(number));
    return new Change(
        "observation.created",
        "Observation",
        id,
        patient,
        issued,
        ObservationText.of(
            id,
            patient,
            analyte,
            critical ? analyte[4] : analyte[3],
            critical,
            issued,
            options.bytes - Change.ENVELOPE_BYTES));
  }

  /** The id of a patient's Consent. */
  public static String consentId(int patient) {
    return "consent-%07d".formatted(patient);
  }

  /** A patient's Consent. */
  public Change consent(int patient) {
    String id = consentId(patient);
    String subject = patientId(patient);
    return new Change(
        "consent.created",
        "Consent",
        id,
        subject,
        issued,
        ObservationText.consent(id, subject, issued, denies(patient)));
  }

  /** A random number that belongs to a record and a question (splitmix64). */
  private long draw(int number, int question) {
    long z = options.seed * 0x9E3779B97F4A7C15L + ((long) number << 8) + question;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
