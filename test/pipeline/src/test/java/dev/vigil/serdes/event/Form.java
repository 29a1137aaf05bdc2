package dev.vigil.serdes.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The forms an event is accepted in, and how a producer writes each. */
enum Form {
  FLAT {
    @Override
    byte @Nullable [] encode(SampleRecord event, Headers headers) {
      return text(event.envelope(event.fields, "resource"));
    }
  },
  AVRO {
    @Override
    byte @Nullable [] encode(SampleRecord event, Headers headers) {
      Schema schema = SampleSchemas.CURRENT;
      GenericData.Record avro = new GenericData.Record(schema);
      for (Schema.Field field : schema.getFields()) {
        String value = event.fields.get(field.name());
        switch (field.name()) {
          case "timestamp" -> avro.put("timestamp", value == null ? 0 : millis(value));
          case "resource" -> avro.put("resource", event.resource);
          default -> avro.put(field.name(), value == null && !isOptional(field) ? "" : value);
        }
      }
      return wire(SampleSchemas.CURRENT_ID, avro);
    }
  },
  STRUCTURED {
    @Override
    byte @Nullable [] encode(SampleRecord event, Headers headers) {
      headers.add("content-type", "application/cloudevents+json".getBytes(StandardCharsets.UTF_8));
      ObjectNode json = event.envelope(attributes(event), "data");
      json.put("datacontenttype", "application/fhir+json");
      return text(json);
    }
  },
  BINARY {
    @Override
    byte @Nullable [] encode(SampleRecord event, Headers headers) {
      attributes(event)
          .forEach(
              (name, value) -> headers.add("ce_" + name, value.getBytes(StandardCharsets.UTF_8)));
      return event.resource == null ? null : event.resource.getBytes(StandardCharsets.UTF_8);
    }
  };

  abstract byte @Nullable [] encode(SampleRecord event, Headers headers);

  /** What the event's fields are called in a CloudEvent. */
  private static Map<String, String> attributes(SampleRecord event) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("specversion", event.fields.getOrDefault("specversion", "1.0"));
    put(attributes, "id", event.fields.get("eventId"));
    put(attributes, "source", event.fields.get("source"));
    put(attributes, "type", event.fields.get("eventType"));
    put(attributes, "time", event.fields.get("timestamp"));
    put(attributes, "partitionkey", event.fields.get("patientId"));
    put(attributes, "tenant", event.fields.get("tenant"));
    put(attributes, "requestid", event.fields.get("requestId"));
    String type = event.fields.get("resourceType");
    String id = event.fields.get("resourceId");
    put(attributes, "subject", type == null || id == null ? null : type + "/" + id);
    return attributes;
  }

  private static void put(Map<String, String> map, String name, @Nullable String value) {
    if (value != null) {
      map.put(name, value);
    }
  }

  private static long millis(String text) {
    return Instant.parse(text).toEpochMilli();
  }

  private static boolean isOptional(Schema.Field field) {
    return field.schema().isNullable();
  }

  private static byte[] text(ObjectNode json) {
    return SampleRecord.bytes(json);
  }

  /** Confluent's wire format. */
  static byte[] wire(int schemaId, GenericData.Record avro) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      new GenericDatumWriter<GenericData.Record>(avro.getSchema()).write(avro, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
