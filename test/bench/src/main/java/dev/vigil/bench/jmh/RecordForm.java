package dev.vigil.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigil.bench.workload.Change;
import dev.vigil.bench.workload.EventForm;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;

/** Every form that Vigil accepts a change in, as producers write it: one line, no white space. */
public enum RecordForm {
  JSON {
    @Override
    byte[] write(Change change, Headers headers) {
      return EventForm.JSON.encoder(SCHEMA).apply(change);
    }
  },
  AVRO {
    @Override
    byte[] write(Change change, Headers headers) {
      return EventForm.AVRO.encoder(SCHEMA).apply(change);
    }
  },
  CLOUDEVENTS_STRUCTURED {
    @Override
    byte[] write(Change change, Headers headers) {
      headers.add("content-type", "application/cloudevents+json".getBytes(UTF_8));
      StringBuilder text = new StringBuilder("{");
      attributes(change).forEach((n, v) -> text.append('"' + n + "\":\"" + v + "\","));
      return text.append("\"data\":")
          .append(change.resource())
          .append('}')
          .toString()
          .getBytes(UTF_8);
    }
  },
  CLOUDEVENTS_BINARY {
    @Override
    byte[] write(Change change, Headers headers) {
      headers.add("content-type", "application/fhir+json".getBytes(UTF_8));
      attributes(change).forEach((n, v) -> headers.add("ce_" + n, v.getBytes(UTF_8)));
      return change.resource().getBytes(UTF_8);
    }
  };

  /** The id that the writer schema of {@link #AVRO} has. */
  static final SchemaId SCHEMA = new SchemaId(7);

  /** The value, and what belongs to it in the headers. */
  abstract byte[] write(Change change, Headers headers);

  private static Map<String, String> attributes(Change change) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("specversion", "1.0");
    attributes.put("id", "event-" + change.resourceId());
    attributes.put("source", "urn:vigil:bench");
    attributes.put("type", change.eventType());
    attributes.put("time", change.at().toString());
    attributes.put("subject", change.resourceType() + "/" + change.resourceId());
    attributes.put("partitionkey", change.patientId());
    return attributes;
  }
}
