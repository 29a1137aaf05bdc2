package dev.vigil.serdes.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A valid event of a potassium result, to be damaged, and the record that carries it. */
final class SampleRecord {
  static final String TOPIC = "fhir.events";
  static final String REPLAY_TOPIC = "fhir.replay";
  static final Instant APPENDED = Instant.parse("2026-01-15T12:00:05Z");
  static final int MAX_VALUE_BYTES = 1 << 20;
  static final int MAX_DEPTH = 1_000;

  static final String RESOURCE =
      "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"meta\":{\"versionId\":\"3\",\"lastUpdated\":"
          + "\"2026-01-15T11:59:58Z\"},\"status\":\"final\",\"code\":{\"coding\":[{\"system\":"
          + "\"http://loinc.org\",\"code\":\"2823-3\"}]},\"subject\":{\"reference\":\"Patient/p1\"},"
          + "\"valueQuantity\":{\"value\":6.90,\"unit\":\"mmol/L\"}}";

  final Map<String, String> fields = new LinkedHashMap<>();
  final Headers headers = new RecordHeaders();
  @Nullable String resource = RESOURCE;
  byte @Nullable [] key = bytes("p1");
  String topic = TOPIC;
  int partition;

  SampleRecord() {
    fields.put("eventId", "e1");
    fields.put("source", "https://lis.example.org");
    fields.put("eventType", "observation.created");
    fields.put("resourceType", "Observation");
    fields.put("resourceId", "o1");
    fields.put("versionId", "3");
    fields.put("patientId", "p1");
    fields.put("timestamp", "2026-01-15T12:00:00Z");
    fields.put("requestId", "r1");
  }

  SampleRecord with(String field, @Nullable String value) {
    if (value == null) {
      fields.remove(field);
    } else {
      fields.put(field, value);
    }
    return this;
  }

  SampleRecord resource(@Nullable String json) {
    resource = json;
    return this;
  }

  SampleRecord keyed(@Nullable String text) {
    key = text == null ? null : bytes(text);
    return this;
  }

  SampleRecord header(String name, String value) {
    headers.add(name, bytes(value));
    return this;
  }

  SampleRecord on(String otherTopic) {
    topic = otherTopic;
    return this;
  }

  InputRecord in(Form form) {
    return valued(form.encode(this, headers));
  }

  InputRecord valued(byte @Nullable [] value) {
    return new InputRecord(topic, partition, 42, APPENDED.toEpochMilli(), key, value, headers);
  }

  /** A JSON object of fields with the resource as it is written, white space and all. */
  ObjectNode envelope(Map<String, String> names, String resourceName) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    names.forEach(json::put);
    if (resource != null) {
      json.putRawValue(resourceName, new RawValue(resource));
    }
    return json;
  }

  static DecoderSettings settings(boolean tenants) {
    return new DecoderSettings(
        MAX_VALUE_BYTES, MAX_DEPTH, InputPartitioner.MURMUR2, 1, tenants, REPLAY_TOPIC);
  }

  static ChangeEventDecoder decoder() {
    return new ChangeEventDecoder(settings(false), new SampleSchemas());
  }

  static Decoded decode(InputRecord input) {
    return decoder().decode(input);
  }

  /** The event of a record that must be valid. */
  static ChangeEvent event(InputRecord input) {
    Decoded decoded = decode(input);
    if (decoded instanceof ChangeEvent event) {
      return event;
    }
    throw new AssertionError("not an event: " + describe(decoded));
  }

  /** Reason and location of a dead letter, or {@code event}. */
  static String describe(Decoded decoded) {
    return decoded instanceof Undecodable no
        ? no.reason().code() + (no.location() == null ? "" : " at " + no.location())
        : "event";
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Text of the envelope with the raw resource in it; {@link ObjectNode#toString} escapes it. */
  static byte[] bytes(ObjectNode json) {
    try {
      return new ObjectMapper().writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
