package dev.vigil.serdes.event;

import dev.vigil.serdes.fhir.FhirInstant;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.PatientReference;
import dev.vigil.serdes.fhir.Utf8;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Checks an envelope against its record and its resource, and completes it to a change event. */
final class EventChecks {
  private final DecoderSettings settings;
  private final KeyChecks keys;

  EventChecks(DecoderSettings settings) {
    this.settings = settings;
    this.keys = new KeyChecks(settings);
  }

  ChangeEvent check(InputRecord input, Envelope envelope) throws UndecodableException {
    FhirResource resource = envelope.resource;
    complete(envelope, resource);
    String eventType = Fields.required(envelope.eventType, "eventType");
    String resourceType = Fields.required(envelope.resourceType, "resourceType");
    String resourceId = Fields.required(envelope.resourceId, "resourceId");
    Change change = change(eventType, resourceType);
    if (change == Change.CLEARED) {
      checkClear(input, envelope);
    }
    checkResource(resource, resourceType, resourceId);
    byte[] key = KeyChecks.present(input);
    String patientId = patientId(envelope, key);
    String tenant = Fields.emptyIfAbsent(envelope.tenant, "tenant");
    keys.checkPatient(key, patientId, tenant);
    checkPatient(resource, resourceType, resourceId, patientId);
    keys.checkPartition(key, input.partition());
    Instant lastUpdated = resource == null ? null : FhirInstant.parse(resource.lastUpdated());
    Instant timestamp = timestamp(envelope);
    return new ChangeEvent(
        eventId(envelope, eventType, resourceType, resourceId),
        Fields.emptyIfAbsent(envelope.source, "source"),
        eventType,
        change,
        resourceType,
        resourceId,
        Fields.bounded(envelope.versionId, "versionId"),
        lastUpdated,
        patientId,
        tenant,
        timestamp == null ? Instant.ofEpochMilli(input.timestamp()) : timestamp,
        timestamp == null,
        Fields.bounded(envelope.requestId, "requestId"),
        resource,
        ReplayHeaders.read(input, settings.replayTopic()),
        envelope.trace,
        envelope.form());
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
        || input.headers().lastHeader(DeadLetterHeaders.TOPIC) != null
        || input.headers().lastHeader(ReplayHeaders.ORIGIN) != null) {
      throw new UndecodableException(DeadLetterReason.UNKNOWN_EVENT_TYPE, "eventType");
    }
    Fields.required(envelope.versionId, "versionId");
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

  private String patientId(Envelope envelope, byte[] key) throws UndecodableException {
    if (envelope.fromCloudEvent) {
      // Without the partitionkey extension the record's key stands for it; with it, CloudEvents
      // clients use the whole of it as the record's key.
      String partitionKey = isAbsent(envelope.patientId) ? Utf8.decode(key) : envelope.patientId;
      envelope.patientId = withoutTenant(partitionKey, envelope.tenant);
    }
    return Fields.required(envelope.patientId, "patientId");
  }

  private @Nullable String withoutTenant(@Nullable String partitionKey, @Nullable String tenant) {
    if (!settings.tenants() || partitionKey == null || tenant == null) {
      return partitionKey;
    }
    return !tenant.isEmpty() && partitionKey.startsWith(tenant + "|")
        ? partitionKey.substring(tenant.length() + 1)
        : partitionKey;
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

  private static String eventId(
      Envelope envelope, String eventType, String resourceType, String resourceId)
      throws UndecodableException {
    String eventId = envelope.eventId;
    if (eventId != null && !eventId.isEmpty()) {
      return Fields.present(eventId, "eventId");
    }
    String version = envelope.versionId;
    if (version == null && envelope.resource != null) {
      version = envelope.resource.lastUpdated();
    }
    if (version == null) {
      throw new UndecodableException(DeadLetterReason.EVENT_ID_UNDERIVABLE, "eventId");
    }
    Fields.present(version, "versionId");
    return ChangeEvent.DERIVED + eventType + ":" + resourceType + "/" + resourceId + "/" + version;
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

  private static boolean isAbsent(@Nullable String text) {
    return text == null || text.isEmpty();
  }
}
