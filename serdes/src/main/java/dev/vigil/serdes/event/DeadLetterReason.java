package dev.vigil.serdes.event;

import java.util.Locale;

/**
 * Why a record cannot be processed: the one catalogue. The code is what others see and filter by,
 * so it does not change.
 */
public enum DeadLetterReason {
  UNKNOWN_SCHEMA(
      Category.SCHEMA,
      "The registry does not know the schema id in the value: the producer uses another registry, or"
          + " the schema is gone from Vigil's.",
      "If the schema is gone, restore it under the same id, then replay. Else have the producer use"
          + " Vigil's registry (vigil config names it) and send the events anew."),
  MALFORMED_AVRO(
      Category.SCHEMA,
      "The value starts like Avro in the Confluent wire format (a zero byte, the schema id), but what"
          + " follows is not what its schema says, or goes on beyond its end (trailing-content).",
      "Have the producer serialise with the schema whose id it writes, best with Confluent's"
          + " KafkaAvroSerializer; send the event anew. A replay fails again."),
  INCOMPATIBLE_SCHEMA(
      Category.SCHEMA,
      "The value's schema cannot be read as a FhirChangeEvent, or on clinical.acks as an AlertAck: it"
          + " is another record, or lacks a field without default.",
      "Have the producer use Vigil's schema or a compatible evolution of it, and send the event anew;"
          + " compatibility checks in the registry catch the next one."),

  NULL_VALUE(
      Category.ENVELOPE,
      "The record has no value (a tombstone), and no CloudEvents headers either.",
      "Have the producer send deletions as events of type <resource>.deleted and switch tombstones"
          + " off (Debezium: tombstones.on.delete=false). An acknowledgement cannot be deleted."),
  EMPTY_VALUE(
      Category.ENVELOPE,
      "The value has no bytes.",
      "Look for a serialiser that hides its errors; have the producer send the event anew."),
  UNRECOGNISED_FORM(
      Category.ENVELOPE,
      "The value is neither Avro in the Confluent wire format nor a JSON object in UTF-8, but for"
          + " example XML, HL7 v2, an array, UTF-16 or compressed; clinical.acks takes Avro only.",
      "Have the producer send one of the three forms of the README, an acknowledgement as AlertAck;"
          + " send the event anew."),
  MALFORMED_JSON(
      Category.ENVELOPE,
      "The value is not well-formed JSON in UTF-8, or holds a number of more than 1,000 digits; the"
          + " location says at which byte.",
      "Have the producer build JSON with a library, not from pieces of text, and look whether"
          + " something cuts values off; send the event anew. A replay fails again."),
  JSON_TOO_DEEP(
      Category.ENVELOPE,
      "The JSON is nested deeper than vigil.inputs.max-depth.",
      "No FHIR resource of practice is that deep: look what the producer nests. If it is right, raise"
          + " vigil.inputs.max-depth, restart, then replay."),
  MEMBER_TWICE(
      Category.ENVELOPE,
      "A JSON member stands twice in one object, so that it is unclear which one holds; the location"
          + " says where the second is.",
      "Have the producer write each member once; send the event anew. A replay fails again."),
  FIELD_MISSING(
      Category.ENVELOPE,
      "A required field is absent or empty; the location names it.",
      "Have the producer fill it and send the event anew; vigil check tells before it is sent."),
  FIELD_INVALID(
      Category.ENVELOPE,
      "A field holds what the contract does not allow, for example a time that is not ISO 8601, an"
          + " object in place of a text, or more than 1,024 characters; the location names it.",
      "Have the producer send the field as documented, and the event anew. If the location is a"
          + " vigil.* header, the record came by fhir.replay: mend the tool that wrote there."),
  EVENT_ID_UNDERIVABLE(
      Category.ENVELOPE,
      "The event has no id, and no version or lastUpdated to derive one from: a resend could not be"
          + " told from a change.",
      "Have the producer send eventId, or resources with meta.versionId or meta.lastUpdated; send the"
          + " event anew."),
  UNKNOWN_EVENT_TYPE(
      Category.ENVELOPE,
      "The event type is not <resource>.<created|updated|deleted>. An operator's consent.cleared and"
          + " patient.cleared count on fhir.replay only, without a resource, and not as a replayed"
          + " dead letter.",
      "Have the producer map its types to one of these and send the event anew; clear consent with"
          + " vigil consents clear."),

  KEY_MISSING(
      Category.IDENTITY,
      "The record has no key, so that nobody can tell the patient's partition.",
      "Have the producer key by patientId, with vigil.tenants by tenant|patientId, and send the event"
          + " anew. A replay fails again: it keeps the record as it is."),
  KEY_MISMATCH(
      Category.IDENTITY,
      "The record's key is not the patient of the event or acknowledgement (with vigil.tenants:"
          + " tenant|patientId).",
      "A result filed under another patient is a safety event: find out which of the two is right,"
          + " and what else the producer mixed up, before it sends the event anew. Do not replay."),
  WRONG_PATIENT(
      Category.IDENTITY,
      "The resource refers to another patient than the event does; the location says where.",
      "A result filed under another patient is a safety event: find out which of the two is right,"
          + " and what else the producer mixed up, before it sends the event anew. Do not replay."),
  WRONG_RESOURCE(
      Category.IDENTITY,
      "Type or id of the resource differ from what the event says; the location names which.",
      "Have the producer fill the event from the resource it sends; send the event anew."),
  WRONG_PARTITION(
      Category.IDENTITY,
      "The record is not in the partition that its key belongs to: the patient's consents and results"
          + " would be judged apart.",
      "Set the producer's partitioner to murmur2 (librdkafka: murmur2_random), or"
          + " vigil.inputs.partitioner to the producer's and restart; then replay, which puts records"
          + " where they belong."),
  EVENT_ID_CONFLICT(
      Category.IDENTITY,
      "An event with the same id and source but another content was processed before: one of the two"
          + " would be lost as a duplicate.",
      "Have the producer use a new id for each change (a resend keeps id and content), and send this"
          + " one anew under a new id. A replay fails again."),

  MALFORMED_RESOURCE(
      Category.FHIR,
      "The resource is not a JSON object with a resourceType, or holds a number or a count of"
          + " members beyond all that FHIR has.",
      "Have the producer send the resource as the FHIR server gave it; send the event anew."),
  UNREADABLE_CONSENT(
      Category.FHIR,
      "The Consent cannot be read (no FHIR, without id, too deep or too large to keep); until"
          + " a readable version comes, the patient's consent is indeterminate.",
      "Mend the Consent at its source, so that a new version is sent. Where that cannot be: vigil"
          + " consents clear, after a look at the source."),

  STEP_FAILED(
      Category.PROCESSING,
      "A step of the pipeline failed unexpectedly; the location names the step.",
      "A defect in Vigil: report it with location and version, and replay after the upgrade. Until"
          + " then a person must look at the record: a critical value in it has paged nobody."),

  TOO_LARGE(
      Category.SIZE,
      "The value is larger than vigil.inputs.max-value-bytes, or an output or state of the record"
          + " would be larger than the broker accepts; the location says which.",
      "Have the producer send attachments by reference; or raise vigil.inputs.max-value-bytes, then"
          + " the topics' max.message.bytes as vigil topics check asks, restart and replay.");

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

  /** Whether the record itself can be right, so that a replay helps once its cause is mended. */
  public boolean isMendedByReplay() {
    return switch (this) {
      case UNKNOWN_SCHEMA, JSON_TOO_DEEP, WRONG_PARTITION, STEP_FAILED, TOO_LARGE -> true;
      case MALFORMED_AVRO,
          INCOMPATIBLE_SCHEMA,
          NULL_VALUE,
          EMPTY_VALUE,
          UNRECOGNISED_FORM,
          MALFORMED_JSON,
          MEMBER_TWICE,
          FIELD_MISSING,
          FIELD_INVALID,
          EVENT_ID_UNDERIVABLE,
          UNKNOWN_EVENT_TYPE,
          KEY_MISSING,
          KEY_MISMATCH,
          WRONG_PATIENT,
          WRONG_RESOURCE,
          EVENT_ID_CONFLICT,
          MALFORMED_RESOURCE,
          UNREADABLE_CONSENT ->
          false;
    };
  }
}
