package dev.vigil.serdes.event;

import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.PatientReference;
import dev.vigil.serdes.fhir.ResourceScanner;
import org.jspecify.annotations.Nullable;

/** The fields of an event as far as they were read: filled by the form, checked afterwards. */
public final class Envelope {
  @Nullable String eventId;
  @Nullable String source;
  @Nullable String eventType;
  @Nullable String resourceType;
  @Nullable String resourceId;
  @Nullable String versionId;
  @Nullable String patientId;
  @Nullable String tenant;
  @Nullable String requestId;
  @Nullable String timestamp;
  @Nullable Long timestampMillis;
  @Nullable FhirResource resource;
  @Nullable TraceContext trace;
  boolean fromCloudEvent;
  EventForm form = EventForm.UNKNOWN;

  Envelope() {}

  /** How it was written, as far as that could be told. */
  public EventForm form() {
    return form == EventForm.JSON && fromCloudEvent ? EventForm.CLOUD_EVENT_STRUCTURED : form;
  }

  public @Nullable String eventId() {
    return eventId;
  }

  public @Nullable String source() {
    return source;
  }

  public @Nullable String resourceType() {
    return resourceType;
  }

  public @Nullable String resourceId() {
    return resourceId;
  }

  public @Nullable String versionId() {
    return versionId;
  }

  public @Nullable String patientId() {
    return patientId;
  }

  public @Nullable String tenant() {
    return tenant;
  }

  public @Nullable String requestId() {
    return requestId;
  }

  /**
   * Whom the event names by itself, as far as it was read: what its record key should be. A
   * CloudEvent may leave that to the key; then its resource names them. Null: nobody is named.
   *
   * @param tenants whether record keys start with the tenant
   */
  public @Nullable PatientKey patient(boolean tenants) {
    String id = patientId;
    String of = tenant == null ? "" : tenant;
    if (id == null && fromCloudEvent) {
      id = patientOfResource();
    } else if (id != null && fromCloudEvent && tenants && id.startsWith(of + "|")) {
      id = id.substring(of.length() + 1);
    }
    return id == null || id.isEmpty() ? null : new PatientKey(of, id);
  }

  private @Nullable String patientOfResource() {
    if ("Patient".equals(resourceType)) {
      return resourceId;
    }
    if (resource != null) {
      for (String reference : resource.patientReferences()) {
        String id = PatientReference.idIn(reference);
        if (id != null) {
          return id;
        }
      }
    }
    return null;
  }

  /** Takes over what a resource says of itself, as far as it was read before a fault. */
  void describe(ResourceScanner scanner) {
    if (resourceType == null && !scanner.resourceType().isEmpty()) {
      resourceType = scanner.resourceType();
      resourceId = resourceId == null ? scanner.id() : resourceId;
    }
  }

  /** Whether this claims to be a clear; with a resource it is none, but a change that is lost. */
  public boolean isClear() {
    return resource == null
        && ("consent.cleared".equalsIgnoreCase(eventType)
            || "patient.cleared".equalsIgnoreCase(eventType));
  }

  /** Whether this claims that the resource was deleted. */
  public boolean isDeletion() {
    String type = eventType;
    return type != null && Change.of(type.substring(type.indexOf('.') + 1)) == Change.DELETED;
  }

  /** Whether this is an event about a Consent, by any of the signs that could be read. */
  public boolean concernsConsent() {
    return "Consent".equals(resourceType)
        || (eventType != null && eventType.regionMatches(true, 0, "consent.", 0, 8))
        || (resource != null && resource.resourceType().equals("Consent"));
  }
}
