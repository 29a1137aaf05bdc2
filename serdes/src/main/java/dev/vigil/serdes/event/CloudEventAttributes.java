package dev.vigil.serdes.event;

import org.jspecify.annotations.Nullable;

/** What the attributes of a CloudEvent mean for the envelope, in either binding. */
final class CloudEventAttributes {
  private CloudEventAttributes() {}

  static void apply(JsonForm.Members attributes, Envelope envelope) throws UndecodableException {
    if (!"1.0".equals(attributes.specVersion)) {
      throw new UndecodableException(DeadLetterReason.FIELD_INVALID, "specversion");
    }
    envelope.fromCloudEvent = true;
    envelope.eventId = attributes.id;
    envelope.eventType = attributes.type;
    envelope.timestamp = attributes.time;
    applySubject(attributes.subject, envelope);
    envelope.patientId = attributes.partitionKey;
  }

  /** The distributed-tracing extension; a record's own headers go before it. */
  static void trace(JsonForm.Members attributes, Envelope envelope) {
    if (envelope.trace == null) {
      envelope.trace = TraceContext.of(attributes.traceparent, attributes.tracestate);
    }
  }

  /** What an event is about, as far as it was read before a fault: a Consent must not be lost. */
  static void describe(JsonForm.Members attributes, Envelope envelope) {
    if (attributes.specVersion != null) {
      trace(attributes, envelope);
    }
    if (attributes.type != null && envelope.eventType == null) {
      envelope.eventType = attributes.type;
    }
    String subject = attributes.subject;
    int slash = subject == null ? -1 : subject.indexOf('/');
    if (subject != null && slash > 0 && envelope.resourceType == null) {
      envelope.resourceType = subject.substring(0, slash);
      envelope.resourceId = subject.substring(slash + 1);
    }
  }

  private static void applySubject(@Nullable String subject, Envelope envelope)
      throws UndecodableException {
    if (subject == null) {
      return;
    }
    int slash = subject.indexOf('/');
    if (slash <= 0 || slash == subject.length() - 1 || subject.indexOf('/', slash + 1) >= 0) {
      throw new UndecodableException(DeadLetterReason.FIELD_INVALID, "subject");
    }
    envelope.resourceType = subject.substring(0, slash);
    envelope.resourceId = subject.substring(slash + 1);
  }
}
