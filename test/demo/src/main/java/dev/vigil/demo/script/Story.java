package dev.vigil.demo.script;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.demo.events.Change;
import dev.vigil.demo.events.EventForm;
import dev.vigil.demo.events.EventWriter;
import dev.vigil.demo.events.InputEvent;
import dev.vigil.demo.events.Resources;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** One patient's records in their order, each with its answer. Forms take turns. */
final class Story {
  static final String SOURCE = "urn:vigil:demo:script";

  /** Results are that old when the demo starts. */
  private static final Duration AGE = Duration.ofMinutes(10);

  private static final EventForm[] FORMS = EventForm.values();

  private final String patientId;
  private final Instant start;
  private final EventWriter writer;
  private final List<ScriptedRecord> records = new ArrayList<>();

  Story(String patientId, Instant start, EventWriter writer) {
    this.patientId = patientId;
    this.start = start.truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    this.writer = writer;
  }

  List<ScriptedRecord> records() {
    return List.copyOf(records);
  }

  String patientId() {
    return patientId;
  }

  byte[] key() {
    return patientId.getBytes(StandardCharsets.UTF_8);
  }

  EventWriter writer() {
    return writer;
  }

  /** When the next record's change happened. */
  Instant now() {
    return began().plusSeconds(records.size());
  }

  /** When the first change happened. */
  Instant began() {
    return start.minus(AGE);
  }

  LocalDate today() {
    return LocalDate.ofInstant(start, ZoneOffset.UTC);
  }

  Story adult() {
    return born(today().minusYears(47));
  }

  Story born(LocalDate birthDate) {
    return send(
        change("created", "Patient", patientId, 1, Resources.patient(patientId, birthDate)),
        Expected.TREATMENT_ONLY);
  }

  /** The patient's Consent. */
  Story consent(int version, String rule, Expected expected) {
    return consent(version, "active", rule, expected);
  }

  Story consent(int version, String status, String rule, Expected expected) {
    String id = patientId + "-consent";
    return send(
        change(
            version == 1 ? "created" : "updated",
            "Consent",
            id,
            version,
            Resources.consent(id, patientId, version, status, rule)),
        expected);
  }

  /** A result with a number. */
  Story result(String id, int version, String loinc, String value, String unit, Expected expected) {
    ObjectNode observation = observation(id, version);
    Resources.quantity(observation, loinc, value, unit);
    return result(observation, version, expected);
  }

  /** A result as its Observation says it. */
  Story result(ObjectNode observation, int version, Expected expected) {
    return send(resultChange(observation, version), expected);
  }

  Change resultChange(ObjectNode observation, int version) {
    return change(
        version == 1 ? "created" : "updated",
        "Observation",
        observation.path("id").asText(),
        version,
        observation.toString());
  }

  /** An Observation of now, still without code and value. */
  ObjectNode observation(String id, int version) {
    return Resources.observation(id(id), patientId, version, now());
  }

  String id(String id) {
    return patientId + "-" + id;
  }

  Change change(String kind, String type, String id, int version, @Nullable String resource) {
    return new Change(
        patientId + "-event-" + records.size(),
        SOURCE,
        kind,
        type,
        id,
        Integer.toString(version),
        patientId,
        now(),
        resource);
  }

  Story send(Change change, Expected expected) {
    return send(change, FORMS[records.size() % FORMS.length], expected);
  }

  Story send(Change change, EventForm form, Expected expected) {
    return record(InputEvent.of(patientId, writer.write(change, form)), expected);
  }

  /** A value that is no event, or not one of this patient. */
  Story value(byte @Nullable [] value, String reason) {
    return record(
        new InputEvent(null, key(), value, new RecordHeaders()), Expected.deadLetter(reason));
  }

  /** The record before, byte for byte. */
  Story again(Expected expected) {
    return record(records.get(records.size() - 1).event(), expected);
  }

  Story record(InputEvent event, Expected expected) {
    String name = patientId + "/" + records.size();
    Headers headers = new RecordHeaders(event.headers().toArray());
    headers.remove(Script.HEADER);
    headers.add(Script.HEADER, name.getBytes(StandardCharsets.UTF_8));
    records.add(
        new ScriptedRecord(
            name,
            new InputEvent(event.partition(), event.key(), event.value(), headers),
            expected));
    return this;
  }
}
