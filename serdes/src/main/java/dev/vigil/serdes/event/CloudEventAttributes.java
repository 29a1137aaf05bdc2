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
