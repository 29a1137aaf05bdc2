package dev.vigil.topology.runtime.check;

import java.util.Locale;

/**
 * What is no fault of an event, and will hurt. The code is what scripts see, so it does not change.
 */
public enum Hint {
  NO_EVENT_ID(
      "It has no event id, so one is derived from type, resource and version: a change that keeps"
          + " the version is taken for a duplicate or a conflict. Send eventId (CloudEvents: id)."),
  NO_SOURCE(
      "It names no source: an id that another producer uses too is a duplicate or a conflict. Send"
          + " source."),
  NO_TIMESTAMP(
      "It does not say when the change happened: the broker's time counts. Send timestamp"
          + " (CloudEvents: time)."),
  NO_VERSION(
      "It has neither a versionId that is a number nor meta.lastUpdated: an older version that comes"
          + " late is not recognised, and wins. Send one of them, better both."),
  ID_ONLY(
      "It has no resource and is no deletion: consumers get the ids only. Send the resource after"
          + " the change."),
  OBSERVATION_ID_ONLY(
      "An Observation without its content cannot alert: each becomes a review item that a person"
          + " must look at. Send the resource."),
  CONSENT_ID_ONLY(
      "A Consent without its content makes the patient's consent indeterminate until a readable"
          + " version comes. Send the resource."),
  PATIENT_NOT_NAMED(
      "Its resource refers to no Patient (subject, patient or beneficiary with Patient/ID), so that"
          + " nothing can show that it is filed under the right one. Send a literal reference."),
  KEY_UNKNOWN(
      "Neither the event nor its resource names the patient: the record key alone does. Give --key"
          + " to have it checked."),
  CONSENT_PARTLY_READ(
      "Parts of the Consent cannot be evaluated: they match for a deny, and do not match for a"
          + " permit. See vigil explain consent."),
  CONSENT_LOST(
      "It concerns a Consent: as a dead letter it makes the patient's consent indeterminate until a"
          + " readable version comes."),
  BIRTH_DATE_MISSING(
      "The Patient has no birthDate: results of this patient are judged by adult limits."),
  BIRTH_DATE_UNREADABLE(
      "The Patient's birthDate is no FHIR date: results of this patient are judged by adult limits."
          + " Send 1970-01-31, 1970-01 or 1970."),
  PATIENT_LINKED(
      "The Patient is linked to another (replaces, replaced-by): a review item; Vigil does not merge"
          + " patients."),
  VIGIL_HEADER(
      "Its vigil.* headers mean nothing here, and do not travel on: only operators may send them, on"
          + " fhir.replay.");

  private final String text;

  Hint(String text) {
    this.text = text;
  }

  /** As scripts see it, for example {@code no-event-id}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What will happen, and what to do. */
  public String text() {
    return text;
  }
}
