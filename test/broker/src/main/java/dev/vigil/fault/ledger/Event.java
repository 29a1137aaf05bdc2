package dev.vigil.fault.ledger;

/**
 * What a record says, in so few words that all of a run are kept in memory.
 *
 * @param number in the order of sending, from 0
 * @param identity number of the event whose id it bears: its own, unless it is a resend or takes
 *     another's
 * @param patient from 0
 * @param resource number among the patient's resources of its kind
 * @param version of the resource, from 1
 */
public record Event(
    int number,
    int identity,
    int patient,
    Kind kind,
    int resource,
    int version,
    Content content,
    Form form,
    Damage damage) {

  /** The patient's id, which is the record's key. */
  public String patientId() {
    return patientId(patient);
  }

  /** The id of a patient by number. */
  static String patientId(int patient) {
    return "p%04d".formatted(patient);
  }

  /** Id of the event. */
  public String eventId() {
    return "e" + identity;
  }

  /** Logical id of the resource. */
  public String resourceId() {
    return kind.id(patientId(), resource);
  }

  /** Type and id of the resource. */
  public String reference() {
    return kind.fhir() + "/" + resourceId();
  }

  /** Whether another event says the same of the same version, whatever its id and form. */
  public boolean saysTheSame(Event other) {
    return patient == other.patient
        && kind == other.kind
        && resource == other.resource
        && version == other.version
        && content == other.content
        && isPadded() == other.isPadded();
  }

  private boolean isPadded() {
    return damage == Damage.AT_LIMIT || damage == Damage.OVER_LIMIT;
  }

  /**
   * The value of the result, as it stands in the event: another for every version, so that each
   * correction of a critical one is a change.
   */
  public String value() {
    boolean beyond = content == Content.CRITICAL || content == Content.STALE;
    if (analyte() == Analyte.POTASSIUM) {
      return (beyond ? "7." : "4.") + (10 + version);
    }
    return (beyond ? 161 : 136) + version % 10 + "." + version;
  }

  Analyte analyte() {
    return resource % 2 == 0 ? Analyte.POTASSIUM : Analyte.SODIUM;
  }
}
