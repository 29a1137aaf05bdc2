package dev.vigil.serdes.event;

import java.util.Locale;

/**
 * Why a record cannot be processed: the one catalogue. The code is what others see and filter by,
 * so it does not change.
 */
public enum DeadLetterReason {
  UNKNOWN_SCHEMA(
      Category.SCHEMA,
      "The registry does not know the schema id in the value.",
      "Register the producer's schema in the registry Vigil uses, then replay."),
  MALFORMED_AVRO(
      Category.SCHEMA,
      "The value starts like Avro in the Confluent wire format, but does not decode.",
      "Find out what the producer serialises with; send the event anew."),
  INCOMPATIBLE_SCHEMA(
      Category.SCHEMA,
      "The value's schema cannot be read as a FhirChangeEvent, or on clinical.acks as an AlertAck.",
      "Produce the one that the topic takes, or a compatible evolution of it."),

  NULL_VALUE(
      Category.ENVELOPE,
      "The record has no value, and no CloudEvents headers either.",
      "Send deletions as events of type <resource>.deleted; an acknowledgement cannot be deleted."),
  EMPTY_VALUE(Category.ENVELOPE, "The value has no bytes.", "Send an event in one of the forms."),
  UNRECOGNISED_FORM(
      Category.ENVELOPE,
      "The value is neither Avro in the Confluent wire format nor a JSON object in UTF-8;"
          + " clinical.acks takes Avro only.",
      "Send an event in one of the three forms of the README, an acknowledgement as AlertAck."),
  MALFORMED_JSON(
      Category.ENVELOPE,
      "The value is not well-formed JSON, or holds a number of more than 1,000 digits; the location"
          + " says where.",
      "Mend the producer's serialisation; send the event anew."),
  JSON_TOO_DEEP(
      Category.ENVELOPE,
      "The JSON is nested deeper than vigil.inputs.max-depth.",
      "No FHIR resource is that deep: look at the producer."),
  MEMBER_TWICE(
      Category.ENVELOPE,
      "A JSON member stands twice, so that it is unclear which one holds.",
      "Mend the producer's serialisation; send the event anew."),
  FIELD_MISSING(
      Category.ENVELOPE,
      "A required field is absent; the location names it.",
      "Have the producer send it."),
  FIELD_INVALID(
      Category.ENVELOPE,
      "A field's content is not what the contract says; the location names it.",
      "Have the producer send it as documented."),
  EVENT_ID_UNDERIVABLE(
      Category.ENVELOPE,
      "The event has no id, and no version or lastUpdated to derive one from.",
      "Have the producer send eventId, or resources with meta.versionId."),
  UNKNOWN_EVENT_TYPE(
      Category.ENVELOPE,
      "The event type is not <resource>.<created|updated|deleted>. An operator's consent.cleared and"
          + " patient.cleared count on fhir.replay only, without a resource, and not as a replayed"
          + " dead letter.",
      "Have the producer send one of these; clear with vigil consents clear."),

  KEY_MISSING(Category.IDENTITY, "The record has no key.", "Have the producer key by patient."),
  KEY_MISMATCH(
      Category.IDENTITY,
      "The record's key is not the patient of the event or acknowledgement.",
      "A result filed under another patient is a safety event: find the producer's fault first."),
  WRONG_PATIENT(
      Category.IDENTITY,
      "The resource refers to another patient than the event does.",
      "A result filed under another patient is a safety event: find the producer's fault first."),
  WRONG_RESOURCE(
      Category.IDENTITY,
      "Type or id of the resource differ from what the event says.",
      "Mend the producer; send the event anew."),
  WRONG_PARTITION(
      Category.IDENTITY,
      "The record is not in the partition that its key belongs to.",
      "Set the producer's partitioner to murmur2, or vigil.inputs.partitioner to the producer's."),
  EVENT_ID_CONFLICT(
      Category.IDENTITY,
      "An event with the same id and source but another content was processed before.",
      "Have the producer use a new id for each event; send the event anew."),

  MALFORMED_RESOURCE(
      Category.FHIR,
      "The resource is not a JSON object that FHIR could have.",
      "Mend the producer; send the event anew."),
  UNREADABLE_CONSENT(
      Category.FHIR,
      "The Consent cannot be read; until a readable version comes, the patient's consent is"
          + " indeterminate.",
      "Mend the Consent at its source, so that a new version is sent."),

  STEP_FAILED(
      Category.PROCESSING,
      "A step of the pipeline failed unexpectedly; the location names the step.",
      "A defect in Vigil: report it, and replay after the upgrade."),

  TOO_LARGE(
      Category.SIZE,
      "The value is larger than vigil.inputs.max-value-bytes, or an output of the record would be"
          + " larger than the broker accepts; the location says which.",
      "Send attachments by reference, or raise the limits of topics and settings together.");

  /** What kind of fault it is. */
  public enum Category {
    SCHEMA,
    ENVELOPE,
    IDENTITY,
    FHIR,
    PROCESSING,
    SIZE;

    /** As in headers and documents. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Category category;
  private final String cause;
  private final String remedy;
  private final String code;

  DeadLetterReason(Category category, String cause, String remedy) {
    this.category = category;
    this.cause = cause;
    this.remedy = remedy;
    this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** As in headers, audit records and documents, for example {@code wrong-patient}. */
  public String code() {
    return code;
  }

  public Category category() {
    return category;
  }

  /** What is wrong with the record. */
  public String cause() {
    return cause;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
