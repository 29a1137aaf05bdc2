package dev.vigil.demo.events;

/** The forms in which producers may send a change event. */
public enum EventForm {
  /** Flat JSON. */
  FLAT,
  /** CloudEvents, all in the value. */
  CLOUD_EVENT,
  /** CloudEvents, attributes in headers and the resource as value. */
  CLOUD_EVENT_HEADERS,
  /** Avro in the Confluent wire format. */
  AVRO
}
