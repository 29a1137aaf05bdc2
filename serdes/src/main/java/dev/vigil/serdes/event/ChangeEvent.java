package dev.vigil.serdes.event;

import dev.vigil.serdes.fhir.ContentHash;
import dev.vigil.serdes.fhir.FhirResource;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A valid change of one FHIR resource, checked against its key, its partition and its resource.
 *
 * @param eventId with {@code source} the identity of the event
 * @param source producing system; empty if it did not say
 * @param eventType as received, for example {@code observation.created}
 * @param change what happened
 * @param resourceType FHIR type
 * @param resourceId logical id
 * @param versionId version after the change, if known; of a clear, the revision of the patient's
 *     state that the operator saw
 * @param lastUpdated meta.lastUpdated, if known
 * @param patientId logical id of the patient
 * @param tenant tenant; empty for none
 * @param timestamp when the change happened
 * @param timestampAssumed the producer sent no time, so it is the log-append time
 * @param requestId the producer's request
 * @param resource the resource; null for most deletions and for id-only events
 * @param replay what a record on the replay topic says of itself
 * @param trace the producer's trace; null: it told none
 * @param form how the producer wrote it
 */
public record ChangeEvent(
    String eventId,
    String source,
    String eventType,
    Change change,
    String resourceType,
    String resourceId,
    @Nullable String versionId,
    @Nullable Instant lastUpdated,
    String patientId,
    String tenant,
    Instant timestamp,
    boolean timestampAssumed,
    @Nullable String requestId,
    @Nullable FhirResource resource,
    Replay replay,
    @Nullable TraceContext trace,
    EventForm form)
    implements Decoded {
  /** What an event id begins with that the producer did not send. */
  static final String DERIVED = "derived:";

  /** Whether the producer sent no id, so that it stands for type, resource and version. */
  public boolean idDerived() {
    return eventId.startsWith(DERIVED);
  }

  /** Identity of the event for the recognition of duplicates. */
  public ContentHash identity() {
    return ContentHash.ofTexts(tenant, patientId, source, eventId, replay.run());
  }

  /**
   * What the event says. Two events of one id are duplicates only if this is the same; times and
   * headers of the envelope do not count, because a resend may change them.
   */
  public ContentHash content() {
    ContentHash envelope =
        ContentHash.ofTexts(
            change.name(), resourceType, resourceId, versionId == null ? "" : versionId);
    return resource == null ? envelope : envelope.then(resource.contentHash());
  }

  /** Neither a deletion nor with a resource: only the ids are known. */
  public boolean idOnly() {
    return resource == null && change != Change.DELETED && change != Change.CLEARED;
  }

  /** A clear in words that consumers know: Consent or Patient changed, and no more is said. */
  public ChangeEvent asUpdate() {
    return new ChangeEvent(
        eventId,
        source,
        resourceType.toLowerCase(Locale.ROOT) + ".updated",
        Change.UPDATED,
        resourceType,
        resourceId,
        null,
        null,
        patientId,
        tenant,
        timestamp,
        timestampAssumed,
        requestId,
        null,
        replay,
        trace,
        form);
  }
}
