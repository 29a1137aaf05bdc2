package dev.vigil.serdes.event;

/** How a producer wrote an event; the codes are a contract with whoever counts them. */
public enum EventForm {
  /** Avro in the Confluent wire format, acknowledgements included. */
  AVRO("avro"),
  /** Flat JSON. */
  JSON("json"),
  /** A CloudEvent as one JSON document. */
  CLOUD_EVENT_STRUCTURED("cloudevents-structured"),
  /** A CloudEvent whose attributes are headers. */
  CLOUD_EVENT_BINARY("cloudevents-binary"),
  /** None of these, or too large to look. */
  UNKNOWN("unknown");

  private final String code;

  EventForm(String code) {
    this.code = code;
  }

  /** Value of the tag in metrics. */
  public String code() {
    return code;
  }
}
