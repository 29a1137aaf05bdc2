package dev.vigil.serdes.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One case of resources/decoder-cases (its README says what stands in a case). */
record DecoderCase(String file, JsonNode json) {
  /** A misspelled member must not pass as another case. */
  private static final Set<String> MEMBERS =
      Set.of(
          "name",
          "forms",
          "set",
          "resource",
          "resourceText",
          "value",
          "hex",
          "repeat",
          "times",
          "nullValue",
          "key",
          "nullKey",
          "keyHex",
          "partition",
          "topic",
          "headers",
          "headersHex",
          "tenants",
          "reason",
          "location",
          "event");

  String name() {
    return json.path("name").asText();
  }

  @Nullable String reason() {
    return json.path("reason").textValue();
  }

  @Nullable String location() {
    return json.path("location").textValue();
  }

  List<Form> forms() {
    if (isRaw()) {
      return List.of(Form.FLAT);
    }
    List<Form> forms = new ArrayList<>();
    json.path("forms").forEach(form -> forms.add(Form.valueOf(form.asText())));
    return forms.isEmpty() ? List.of(Form.values()) : forms;
  }

  Set<String> unknownMembers() {
    Set<String> unknown = new HashSet<>();
    json.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(MEMBERS);
    return unknown;
  }

  Decoded decode(Form form) throws IOException {
    SampleRecord sample = sample();
    ChangeEventDecoder decoder =
        new ChangeEventDecoder(
            SampleRecord.settings(json.path("tenants").asBoolean()), new SampleSchemas());
    return decoder.decode(isRaw() ? sample.valued(raw()) : sample.in(form));
  }

  private SampleRecord sample() throws IOException {
    SampleRecord sample = new SampleRecord();
    json.path("set").forEachEntry((key, value) -> sample.with(key, value.textValue()));
    if (json.has("resource")) {
      sample.resource(patched(json.path("resource")));
    } else if (json.has("resourceText")) {
      sample.resource(json.path("resourceText").asText());
    }
    if (json.has("key")) {
      sample.keyed(json.path("key").asText());
    } else if (json.has("keyHex")) {
      sample.key = hex(json.path("keyHex"));
    } else if (json.has("nullKey")) {
      sample.keyed(null);
    }
    sample.partition = json.path("partition").asInt(0);
    sample.topic = json.path("topic").asText(SampleRecord.TOPIC);
    json.path("headers").forEachEntry((key, value) -> sample.header(key, value.asText()));
    json.path("headersHex").forEachEntry((key, value) -> sample.headers.add(key, hex(value)));
    return sample;
  }

  /** The sample's resource with members replaced; a member that is null here is removed. */
  private static @Nullable String patched(JsonNode patch) throws IOException {
    if (patch.isNull()) {
      return null;
    }
    ObjectNode resource = (ObjectNode) new ObjectMapper().readTree(SampleRecord.RESOURCE);
    patch.forEachEntry(
        (key, value) -> {
          if (value.isNull()) {
            resource.remove(key);
          } else {
            resource.set(key, value);
          }
        });
    return resource.toString();
  }

  private boolean isRaw() {
    return json.has("value") || json.has("hex") || json.has("repeat") || json.has("nullValue");
  }

  private byte @Nullable [] raw() {
    if (json.has("hex")) {
      return hex(json.path("hex"));
    }
    if (json.has("nullValue")) {
      return null;
    }
    String repeated = json.path("repeat").asText().repeat(json.path("times").asInt());
    return SampleRecord.bytes(
        json.path("value").asText().replace("$", repeated) + (json.has("value") ? "" : repeated));
  }

  private static byte[] hex(JsonNode node) {
    return HexFormat.of().parseHex(node.asText().replace(" ", ""));
  }

  Map<String, String> expectedFields() {
    Map<String, String> expected = new TreeMap<>();
    json.path("event").forEachEntry((key, value) -> expected.put(key, value.asText()));
    return expected;
  }

  /** Of an event the fields that the case asks for. */
  Map<String, String> seen(ChangeEvent event) {
    Map<String, Object> all = new TreeMap<>();
    all.put("eventId", event.eventId());
    all.put("source", event.source());
    all.put("eventType", event.eventType());
    all.put("change", event.change());
    all.put("resourceType", event.resourceType());
    all.put("resourceId", event.resourceId());
    all.put("versionId", String.valueOf(event.versionId()));
    all.put("lastUpdated", String.valueOf(event.lastUpdated()));
    all.put("patientId", event.patientId());
    all.put("tenant", event.tenant());
    all.put("timestamp", event.timestamp());
    all.put("timestampAssumed", event.timestampAssumed());
    all.put("requestId", String.valueOf(event.requestId()));
    all.put("idOnly", event.idOnly());
    all.put("hasResource", event.resource() != null);
    all.put("backfill", event.replay().backfill());
    all.put("run", event.replay().run());
    all.put("originalTimestamp", String.valueOf(event.replay().originalTimestamp()));
    all.put("attempt", event.replay().attempt());
    TraceContext trace = event.trace();
    all.put("traceparent", trace == null ? "null" : trace.traceparent());
    all.put("tracestate", trace == null ? "null" : String.valueOf(trace.tracestate()));
    Map<String, String> seen = new TreeMap<>();
    json.path("event")
        .fieldNames()
        .forEachRemaining(name -> seen.put(name, String.valueOf(all.get(name))));
    return seen;
  }
}
