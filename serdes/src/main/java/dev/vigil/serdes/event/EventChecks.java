package dev.vigil.serdes.event;

import dev.vigil.serdes.fhir.FhirInstant;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.PatientReference;
import dev.vigil.serdes.fhir.Utf8;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Checks an envelope against its record and its resource, and completes it to a change event. */
final class EventChecks {
  private static final int MAX_ID_LENGTH = 1024;
  private static final int MAX_TRACEPARENT_LENGTH = 128;

  /** Every dead letter carries it, and keeps it when it is replayed. */
  private static final String DEAD_LETTER_TOPIC = "vigil.dlq.topic";

  private final DecoderSettings settings;

  EventChecks(DecoderSettings settings) {
    this.settings = settings;
  }

  ChangeEvent check(InputRecord input, Envelope envelope) throws UndecodableException {
    FhirResource resource = envelope.resource;
    complete(envelope, resource);
    String eventType = required(envelope.eventType, "eventType");
    String resourceType = required(envelope.resourceType, "resourceType");
    String resourceId = required(envelope.resourceId, "resourceId");
    Change change = change(eventType, resourceType);
    if (change == Change.CLEARED) {
      checkClear(input, envelope);
    }
    checkResource(resource, resourceType, resourceId);
    byte[] key = key(input);
    String patientId = patientId(envelope, key);
    String tenant = emptyIfAbsent(envelope.tenant, "tenant");
    checkKey(key, patientId, tenant);
    checkPatient(resource, resourceType, resourceId, patientId);
    checkPartition(key, input.partition());
    Instant lastUpdated = resource == null ? null : FhirInstant.parse(resource.lastUpdated());
    Instant timestamp = timestamp(envelope);
    return new ChangeEvent(
        eventId(envelope, eventType, resourceType, resourceId),
        emptyIfAbsent(envelope.source, "source"),
        eventType,
        change,
        resourceType,
        resourceId,
        bounded(envelope.versionId, "versionId"),
        lastUpdated,
        patientId,
        tenant,
        timestamp == null ? Instant.ofEpochMilli(input.timestamp()) : timestamp,
        timestamp == null,
        bounded(envelope.requestId, "requestId"),
        resource,
        replay(input),
        traceparent(input.headers()));
  }

  /** What the envelope leaves out and the resource says. */
  private static void complete(Envelope envelope, @Nullable FhirResource resource) {
    if (envelope.versionId != null && envelope.versionId.isEmpty()) {
      envelope.versionId = null;
    }
    if (resource == null) {
      return;
    }
    if (isAbsent(envelope.resourceType) && !resource.resourceType().isEmpty()) {
      envelope.resourceType = resource.resourceType();
    }
    if (isAbsent(envelope.resourceId)) {
      envelope.resourceId = resource.id();
    }
    if (envelope.versionId == null) {
      envelope.versionId = resource.versionId();
    }
  }

  private static Change change(String eventType, String resourceType) throws UndecodableException {
    int dot = eventType.indexOf('.');
    Change change = dot <= 0 ? null : Change.of(eventType.substring(dot + 1));
    if (change == null) {
      throw new UndecodableException(DeadLetterReason.UNKNOWN_EVENT_TYPE, "eventType");
    }
    if (dot != resourceType.length() || !eventType.regionMatches(true, 0, resourceType, 0, dot)) {
      throw new UndecodableException(DeadLetterReason.WRONG_RESOURCE, "eventType");
    }
    return change;
  }

  /** Only an operator's own word clears: not a producer's, nor one that came by a dead letter. */
  private void checkClear(InputRecord input, Envelope envelope) throws UndecodableException {
    if (!envelope.isClear()
        || !input.topic().equals(settings.replayTopic())
        || input.headers().lastHeader(DEAD_LETTER_TOPIC) != null) {
      throw new UndecodableException(DeadLetterReason.UNKNOWN_EVENT_TYPE, "eventType");
    }
    required(envelope.versionId, "versionId");
  }

  private static void checkResource(
      @Nullable FhirResource resource, String resourceType, String resourceId)
      throws UndecodableException {
    if (resource == null) {
      return;
    }
    if (resource.resourceType().isEmpty()) {
      throw new UndecodableException(DeadLetterReason.MALFORMED_RESOURCE, "resource.resourceType");
    }
    if (!resource.resourceType().equals(resourceType)) {
      throw new UndecodableException(DeadLetterReason.WRONG_RESOURCE, "resource.resourceType");
    }
    String id = resource.id();
    if (id != null && !id.equals(resourceId)) {
      throw new UndecodableException(DeadLetterReason.WRONG_RESOURCE, "resource.id");
    }
  }

  private static byte[] key(InputRecord input) throws UndecodableException {
    byte[] key = input.key();
    if (key == null || key.length == 0) {
      throw new UndecodableException(DeadLetterReason.KEY_MISSING, null);
    }
    return key;
  }

  private String patientId(Envelope envelope, byte[] key) throws UndecodableException {
    if (envelope.fromCloudEvent) {
      // Without the partitionkey extension the record's key stands for it; with it, CloudEvents
      // clients use the whole of it as the record's key.
      String partitionKey = isAbsent(envelope.patientId) ? Utf8.decode(key) : envelope.patientId;
      envelope.patientId = withoutTenant(partitionKey, envelope.tenant);
    }
    return required(envelope.patientId, "patientId");
  }

  private @Nullable String withoutTenant(@Nullable String partitionKey, @Nullable String tenant) {
    if (!settings.tenants() || partitionKey == null || tenant == null) {
      return partitionKey;
    }
    return !tenant.isEmpty() && partitionKey.startsWith(tenant + "|")
        ? partitionKey.substring(tenant.length() + 1)
        : partitionKey;
  }

  private void checkKey(byte[] key, String patientId, String tenant) throws UndecodableException {
    if (!Arrays.equals(key, new PatientKey(tenant, patientId).toBytes(settings.tenants()))) {
      throw new UndecodableException(DeadLetterReason.KEY_MISMATCH, "patientId");
    }
    if (settings.tenants() && patientId.indexOf('|') >= 0) {
      // Another tenant could have a patient of the same key.
      throw new UndecodableException(DeadLetterReason.FIELD_INVALID, "patientId");
    }
  }

  /** A reference of another kind (identifier only, urn:uuid, Group, Device) names no patient. */
  private static void checkPatient(
      @Nullable FhirResource resource, String resourceType, String resourceId, String patientId)
      throws UndecodableException {
    if (resourceType.equals("Patient") && !resourceId.equals(patientId)) {
      throw new UndecodableException(DeadLetterReason.WRONG_PATIENT, "resourceId");
    }
    if (resource == null) {
      return;
    }
    for (String reference : resource.patientReferences()) {
      String id = PatientReference.idIn(reference);
      if (id != null && !id.equals(patientId)) {
        throw new UndecodableException(DeadLetterReason.WRONG_PATIENT, "resource.subject");
      }
    }
  }

  private void checkPartition(byte[] key, int partition) throws UndecodableException {
    if (!settings.partitioner().agrees(key, partition, settings.partitions())) {
      throw new UndecodableException(DeadLetterReason.WRONG_PARTITION, null);
    }
  }

  private static String eventId(
      Envelope envelope, String eventType, String resourceType, String resourceId)
      throws UndecodableException {
    String eventId = envelope.eventId;
    if (eventId != null && !eventId.isEmpty()) {
      return present(eventId, "eventId");
    }
    String version = envelope.versionId;
    if (version == null && envelope.resource != null) {
      version = envelope.resource.lastUpdated();
    }
    if (version == null) {
      throw new UndecodableException(DeadLetterReason.EVENT_ID_UNDERIVABLE, "eventId");
    }
    present(version, "versionId");
    return "derived:" + eventType + ":" + resourceType + "/" + resourceId + "/" + version;
  }

  private static @Nullable Instant timestamp(Envelope envelope) throws UndecodableException {
    if (envelope.timestampMillis != null) {
      return Instant.ofEpochMilli(envelope.timestampMillis);
    }
    if (isAbsent(envelope.timestamp)) {
      return null;
    }
    Instant instant = FhirInstant.parse(envelope.timestamp);
    if (instant == null) {
      throw new UndecodableException(DeadLetterReason.FIELD_INVALID, "timestamp");
    }
    return instant;
  }

  private Replay replay(InputRecord input) throws UndecodableException {
    if (!input.topic().equals(settings.replayTopic())) {
      return Replay.NONE;
    }
    Headers headers = input.headers();
    String run = bounded(header(headers, "vigil.run"), "vigil.run");
    Long originalTimestamp = number(header(headers, "vigil.dlq.timestamp"), "vigil.dlq.timestamp");
    Long attempt = number(header(headers, "vigil.dlq.attempt"), "vigil.dlq.attempt");
    return new Replay(
        isMarked(headers, "vigil.backfill"),
        run == null ? "" : run,
        originalTimestamp,
        attempt == null ? 0 : (int) Math.max(0, Math.min(attempt, Integer.MAX_VALUE)));
  }

  /** A mark is set by being there, unless it says otherwise. */
  private static boolean isMarked(Headers headers, String name) {
    return headers.lastHeader(name) != null && !"false".equals(header(headers, name));
  }

  /** Travels into every alert: what is longer than any trace context is none. */
  private static @Nullable String traceparent(Headers headers) {
    String traceparent = header(headers, "traceparent");
    return traceparent == null || traceparent.length() > MAX_TRACEPARENT_LENGTH
        ? null
        : traceparent;
  }

  private static @Nullable Long number(@Nullable String text, String name)
      throws UndecodableException {
    if (text == null) {
      return null;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new UndecodableException(DeadLetterReason.FIELD_INVALID, name);
    }
  }

  private static @Nullable String header(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? null : Utf8.decode(header.value());
  }

  private static String required(@Nullable String text, String field) throws UndecodableException {
    if (text == null || text.isEmpty()) {
      throw new UndecodableException(DeadLetterReason.FIELD_MISSING, field);
    }
    return present(text, field);
  }

  private static String emptyIfAbsent(@Nullable String text, String field)
      throws UndecodableException {
    return text == null ? "" : present(text, field);
  }

  private static @Nullable String bounded(@Nullable String text, String field)
      throws UndecodableException {
    return text == null ? null : present(text, field);
  }

  /** Ids travel into keys, headers and audit records: a megabyte of id is an attack or a fault. */
  private static String present(String text, String field) throws UndecodableException {
    if (text.length() > MAX_ID_LENGTH) {
      throw new UndecodableException(DeadLetterReason.FIELD_INVALID, field);
    }
    return text;
  }

  private static boolean isAbsent(@Nullable String text) {
    return text == null || text.isEmpty();
  }
}
