package dev.vigil.bench.workload;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigil.avro.FhirChangeEvent;
import java.time.Instant;

/**
 * A change as a producer knows it, before it has a form.
 *
 * @param resource FHIR JSON
 */
public record Change(
    String eventType,
    String resourceType,
    String resourceId,
    String patientId,
    Instant at,
    String resource) {
  /** What the flat JSON form adds to the resource of a result. */
  static final int ENVELOPE_BYTES = 265;

  private static final String SOURCE = "urn:vigil:bench";

  /** The flat JSON form. */
  public byte[] json() {
    return ("{\"eventId\":\"event-"
            + resourceId
            + "\",\"eventType\":\""
            + eventType
            + "\",\"resourceType\":\""
            + resourceType
            + "\",\"resourceId\":\""
            + resourceId
            + "\",\"versionId\":\"1\",\"patientId\":\""
            + patientId
            + "\",\"timestamp\":\""
            + at
            + "\",\"source\":\""
            + SOURCE
            + "\",\"resource\":"
            + resource
            + "}")
        .getBytes(UTF_8);
  }

  /** As an Avro record. */
  public FhirChangeEvent avro() {
    return FhirChangeEvent.newBuilder()
        .setEventId("event-" + resourceId)
        .setSource(SOURCE)
        .setEventType(eventType)
        .setResourceType(resourceType)
        .setResourceId(resourceId)
        .setVersionId("1")
        .setPatientId(patientId)
        .setTimestamp(at)
        .setResource(resource)
        .build();
  }
}
