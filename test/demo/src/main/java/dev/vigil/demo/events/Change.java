package dev.vigil.demo.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of a resource as a producer knows it, before it has the form of an event.
 *
 * @param eventId unique within the source
 * @param source the producing system
 * @param kind created, updated or deleted
 * @param resourceType FHIR type
 * @param resourceId logical id
 * @param versionId of the resource after the change; null: not sent
 * @param patientId whose resource it is; also the record key
 * @param at when it happened
 * @param resource FHIR JSON; null: not sent
 */
public record Change(
    String eventId,
    String source,
    String kind,
    String resourceType,
    String resourceId,
    @Nullable String versionId,
    String patientId,
    Instant at,
    @Nullable String resource) {

  /** For example {@code observation.created}. */
  String eventType() {
    return resourceType.toLowerCase(java.util.Locale.ROOT) + "." + kind;
  }
}
