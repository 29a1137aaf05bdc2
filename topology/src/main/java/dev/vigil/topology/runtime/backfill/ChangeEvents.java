package dev.vigil.topology.runtime.backfill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.serdes.fhir.FhirInstant;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.PatientReference;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes change events, in the flat form, of FHIR resources that come without an event: from files,
 * or from a FHIR server. They carry no eventId, so that decode derives it from the version: the
 * same version sent twice is a duplicate.
 */
public final class ChangeEvents {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** FHIR servers count versions from 1; of any other it cannot be told whether it is the first. */
  private static final String FIRST_VERSION = "1";

  private final String source;
  private final String tenant;
  private final boolean tenants;

  /**
   * Of one source.
   *
   * @param source the producing system; versions are compared within one, so it should be the one
   *     that the stream's events name
   * @param tenant of all patients; empty for none
   * @param tenants whether record keys start with the tenant
   */
  public ChangeEvents(String source, String tenant, boolean tenants) {
    this.source = source;
    this.tenant = tenant;
    this.tenants = tenants;
  }

  /**
   * A record for {@code fhir.replay}.
   *
   * @param key the patient's
   * @param value the change event
   */
  // Made here and handed to the producer.
  @SuppressWarnings("ArrayRecordComponent")
  public record Made(byte[] key, byte[] value) {}

  /**
   * A deletion, as a history tells it.
   *
   * @param versionId of the deletion; null: unknown
   * @param at when; null: unknown
   */
  public record Deletion(
      String resourceType, String resourceId, @Nullable String versionId, @Nullable String at) {}

  /**
   * The event that a resource was created or updated.
   *
   * @throws NoChangeEvent if the resource does not say what an event must say
   */
  public Made of(FhirResource resource) throws NoChangeEvent {
    String type = resource.resourceType();
    String id = required(resource.id(), NoChangeEvent.NO_ID);
    String version = emptyToNull(resource.versionId());
    String updated = resource.lastUpdated();
    boolean dated = FhirInstant.parse(updated) != null;
    if (version == null && !dated) {
      throw new NoChangeEvent(NoChangeEvent.NO_VERSION);
    }
    String change = FIRST_VERSION.equals(version) ? "created" : "updated";
    Map<String, String> event = event(type, id, change, patientOf(resource));
    if (dated && updated != null) {
      event.put("timestamp", updated);
    }
    return made(event, resource);
  }

  /**
   * The event that a resource was deleted.
   *
   * @param patientId whose it was
   * @throws NoChangeEvent if it has neither version nor time, so that nothing orders it
   */
  public Made of(Deletion deletion, String patientId) throws NoChangeEvent {
    String version = emptyToNull(deletion.versionId());
    String at = deletion.at();
    boolean dated = FhirInstant.parse(at) != null;
    if (version == null && !dated) {
      throw new NoChangeEvent(NoChangeEvent.NO_VERSION);
    }
    String type = deletion.resourceType();
    Map<String, String> event = event(type, deletion.resourceId(), "deleted", patientId);
    if (dated && at != null) {
      event.put("timestamp", at);
    }
    if (version != null) {
      event.put("versionId", version);
    } else {
      // Nothing else that decode could derive it from.
      event.put("eventId", "deleted:" + type + "/" + deletion.resourceId() + "/" + at);
    }
    return made(event, null);
  }

  /**
   * Whose a resource is: the patient that its subject, patient or beneficiary refers to, or itself.
   *
   * @throws NoChangeEvent if it names no patient, or several
   */
  public static String patientOf(FhirResource resource) throws NoChangeEvent {
    Set<String> patients = new LinkedHashSet<>();
    if (resource.resourceType().equals("Patient")) {
      patients.add(required(resource.id(), NoChangeEvent.NO_ID));
    }
    for (String reference : resource.patientReferences()) {
      String patient = PatientReference.idIn(reference);
      if (patient != null && !patient.isEmpty()) {
        patients.add(patient);
      }
    }
    if (patients.size() != 1) {
      throw new NoChangeEvent(
          patients.isEmpty() ? NoChangeEvent.NO_PATIENT : NoChangeEvent.SEVERAL_PATIENTS);
    }
    return patients.iterator().next();
  }

  private Map<String, String> event(String type, String id, String change, String patientId) {
    Map<String, String> event = new LinkedHashMap<>();
    event.put("source", source);
    event.put("eventType", type.toLowerCase(Locale.ROOT) + "." + change);
    event.put("resourceType", type);
    event.put("resourceId", id);
    event.put("patientId", patientId);
    if (!tenant.isEmpty()) {
      event.put("tenant", tenant);
    }
    return event;
  }

  private Made made(Map<String, String> event, @Nullable FhirResource resource) {
    PatientKey key = new PatientKey(tenant, String.valueOf(event.get("patientId")));
    return new Made(key.toBytes(tenants), json(event, resource));
  }

  /** The resource goes over as it was received, byte by byte. */
  private static byte[] json(Map<String, String> event, @Nullable FhirResource resource) {
    try {
      byte[] envelope = MAPPER.writeValueAsBytes(event);
      if (resource == null) {
        return envelope;
      }
      ByteArrayOutputStream json = new ByteArrayOutputStream();
      json.write(envelope, 0, envelope.length - 1);
      json.writeBytes(",\"resource\":".getBytes(StandardCharsets.UTF_8));
      json.write(resource.buffer(), resource.from(), resource.to() - resource.from());
      json.write('}');
      return json.toByteArray();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts is JSON", e);
    }
  }

  private static String required(@Nullable String text, String problem) throws NoChangeEvent {
    if (text == null || text.isEmpty()) {
      throw new NoChangeEvent(problem);
    }
    return text;
  }

  private static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
