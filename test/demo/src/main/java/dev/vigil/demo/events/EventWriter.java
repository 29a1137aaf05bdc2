package dev.vigil.demo.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.vigil.avro.FhirChangeEvent;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes changes as producers would, in each of the accepted forms. */
public final class EventWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String topic;
  private final Serializer<Object> avro;

  /**
   * For one topic.
   *
   * @param avro Confluent's serializer, configured with the registry
   */
  public EventWriter(String topic, Serializer<Object> avro) {
    this.topic = topic;
    this.avro = avro;
  }

  /**
   * An event, ready to be sent.
   *
   * @param value null: none
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Written(byte @Nullable [] value, Headers headers) {}

  /** Writes a change in one form. */
  public Written write(Change change, EventForm form) {
    return switch (form) {
      case FLAT -> new Written(bytes(flat(change)), new RecordHeaders());
      case CLOUD_EVENT ->
          new Written(
              bytes(cloudEvent(change)), header("content-type", "application/cloudevents+json"));
      case CLOUD_EVENT_HEADERS -> cloudEventHeaders(change);
      case AVRO -> new Written(avro.serialize(topic, avro(change)), new RecordHeaders());
    };
  }

  private static ObjectNode flat(Change change) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("eventId", change.eventId())
            .put("eventType", change.eventType())
            .put("resourceType", change.resourceType())
            .put("resourceId", change.resourceId());
    if (change.versionId() != null) {
      event.put("versionId", change.versionId());
    }
    event
        .put("patientId", change.patientId())
        .put("timestamp", change.at().toString())
        .put("source", change.source());
    if (change.resource() != null) {
      event.putRawValue("resource", new RawValue(change.resource()));
    }
    return event;
  }

  private static ObjectNode cloudEvent(Change change) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("specversion", "1.0")
            .put("id", change.eventId())
            .put("source", change.source())
            .put("type", change.eventType())
            .put("time", change.at().toString())
            .put("subject", change.resourceType() + "/" + change.resourceId())
            .put("partitionkey", change.patientId())
            .put("datacontenttype", "application/fhir+json");
    if (change.resource() != null) {
      event.putRawValue("data", new RawValue(change.resource()));
    }
    return event;
  }

  private static Written cloudEventHeaders(Change change) {
    Headers headers = header("ce_specversion", "1.0");
    add(headers, "ce_id", change.eventId());
    add(headers, "ce_source", change.source());
    add(headers, "ce_type", change.eventType());
    add(headers, "ce_time", change.at().toString());
    add(headers, "ce_subject", change.resourceType() + "/" + change.resourceId());
    add(headers, "content-type", "application/fhir+json");
    String resource = change.resource();
    return new Written(
        resource == null ? null : resource.getBytes(StandardCharsets.UTF_8), headers);
  }

  private static FhirChangeEvent avro(Change change) {
    return FhirChangeEvent.newBuilder()
        .setEventId(change.eventId())
        .setSource(change.source())
        .setEventType(change.eventType())
        .setResourceType(change.resourceType())
        .setResourceId(change.resourceId())
        .setVersionId(change.versionId())
        .setPatientId(change.patientId())
        .setTimestamp(change.at())
        .setResource(change.resource())
        .build();
  }

  private static byte[] bytes(ObjectNode event) {
    try {
      return JSON.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an event that JSON cannot hold", e);
    }
  }

  private static Headers header(String name, String value) {
    Headers headers = new RecordHeaders();
    add(headers, name, value);
    return headers;
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
