package dev.vigil.serdes.pseudonym;

import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.fhir.FhirResource;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Change events as an output with pseudonyms receives them. Ids of events, resources and patients
 * are replaced, since producers put one into another; of the resource stays what {@link
 * KeptElements} names. For one thread at a time.
 */
public final class PseudonymousEvents {
  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]{1,63}");
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");
  private static final String PATIENT = "Patient";

  /** In place of a type that is none of FHIR's, and may be anything. */
  private static final String UNNAMED = "Resource";

  private final Pseudonyms pseudonyms;

  /** With the pseudonyms of one output. */
  public PseudonymousEvents(Pseudonyms pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  /** The event as it may be written; without a resource if that cannot be made safe. */
  public ChangeEvent of(ChangeEvent event) {
    PatientTrace patient = new PatientTrace(event.patientId());
    String type = event.resourceType();
    boolean known = TYPE.matcher(type).matches() && !patient.isIn(type);
    String tenant = event.tenant();
    String patientId = pseudonyms.ofPatient(tenant, event.patientId());
    String resourceId =
        type.equals(PATIENT)
            ? pseudonyms.ofPatient(tenant, event.resourceId())
            : pseudonyms.ofResource(tenant, type, event.resourceId());
    FhirResource resource = event.resource();
    return new ChangeEvent(
        pseudonyms.ofEvent(event.source(), event.eventId()),
        patient.isIn(event.source()) ? "" : event.source(),
        known ? event.eventType() : eventType(event),
        event.change(),
        known ? type : UNNAMED,
        resourceId,
        version(event.versionId(), patient),
        event.lastUpdated(),
        patientId,
        tenant,
        event.timestamp(),
        event.timestampAssumed(),
        null,
        resource == null
            ? null
            : ResourceRewriter.rewrite(resource, type, resourceId, tenant, patient, pseudonyms),
        event.replay(),
        null,
        event.form());
  }

  private static String eventType(ChangeEvent event) {
    return UNNAMED.toLowerCase(Locale.ROOT)
        + event.eventType().substring(event.eventType().indexOf('.'));
  }

  /** A number tells the order; anything else may tell more. */
  private static @Nullable String version(@Nullable String versionId, PatientTrace patient) {
    return versionId != null && VERSION.matcher(versionId).matches() && !patient.isIn(versionId)
        ? versionId
        : null;
  }
}
