package dev.vigil.serdes.event;

import dev.vigil.serdes.fhir.Utf8;
import java.io.IOException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads CloudEvents in Kafka's binary binding: attributes in {@code ce_*} headers, data as value.
 */
final class CloudEventHeadersForm {
  private final JsonForm json;

  CloudEventHeadersForm(JsonForm json) {
    this.json = json;
  }

  void read(Headers headers, byte @Nullable [] value, Envelope envelope)
      throws UndecodableException, IOException {
    if (envelope.trace == null) {
      envelope.trace = TraceContext.inHeaders(headers, "ce_");
    }
    JsonForm.Members attributes = new JsonForm.Members();
    attributes.specVersion = text(headers, "ce_specversion");
    attributes.id = text(headers, "ce_id");
    attributes.type = text(headers, "ce_type");
    attributes.time = text(headers, "ce_time");
    attributes.subject = text(headers, "ce_subject");
    attributes.partitionKey = text(headers, "ce_partitionkey");
    envelope.source = text(headers, "ce_source");
    envelope.tenant = text(headers, "ce_tenant");
    envelope.requestId = text(headers, "ce_requestid");
    CloudEventAttributes.apply(attributes, envelope);
    if (value != null && value.length > 0) {
      envelope.resource = json.readResource(value, 0, value.length);
    }
  }

  private static @Nullable String text(Headers headers, String name) throws UndecodableException {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null) {
      return null;
    }
    String text = Utf8.decode(header.value());
    if (text == null) {
      throw new UndecodableException(DeadLetterReason.FIELD_INVALID, name);
    }
    return text;
  }
}
