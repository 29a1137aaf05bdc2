package dev.vigil.bench.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.bench.workload.Change;
import dev.vigil.bench.workload.Workload;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.EventForm;
import dev.vigil.serdes.event.Replay;
import dev.vigil.serdes.fhir.ConsentReader;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.UnreadableResource;
import dev.vigil.topology.pipeline.StoredPatient;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * The past that a state remembers: events by number, id-only Observations of the workload's
 * patients in turn, and the patients with the Consents that the workload gives them. What is stored
 * of them comes from the production code.
 */
public final class FilledState {
  private static final String SOURCE = "urn:vigil:bench:past";

  private final Workload workload;
  private final long ids;
  private final int eventsPerResource;
  private final long firstMillis;
  private final long spanMillis;
  private final ConsentState permit;
  private final ConsentState deny;

  /**
   * A past.
   *
   * @param workload whose patients have it
   * @param end log-append time of its newest event
   * @param spanMillis how long it was, in milliseconds
   */
  public FilledState(Workload workload, FillOptions options, Instant end, long spanMillis) {
    this.workload = workload;
    this.ids = options.ids;
    this.eventsPerResource = options.eventsPerResource;
    this.firstMillis = end.toEpochMilli() - spanMillis;
    this.spanMillis = spanMillis;
    this.permit = anyConsent(workload, false);
    this.deny = anyConsent(workload, true);
  }

  /** Log-append time of an event, milliseconds since 1970. */
  long appended(long number) {
    return firstMillis + (long) ((double) spanMillis * number / ids);
  }

  /** The patient of an event: all events of one resource have the same. */
  int patientOf(long number) {
    return (int) (number / eventsPerResource % workload.patients());
  }

  /** Whether an event is the last of its resource, so that its version is the newest. */
  boolean isNewest(long number) {
    return number % eventsPerResource == eventsPerResource - 1;
  }

  /** An event as the pipeline saw it. */
  ChangeEvent event(long number) {
    Instant at = Instant.ofEpochMilli(appended(number));
    return new ChangeEvent(
        eventId(number),
        SOURCE,
        "observation.updated",
        dev.vigil.serdes.event.Change.UPDATED,
        "Observation",
        resourceId(number),
        versionId(number),
        at,
        Workload.patientId(patientOf(number)),
        "",
        at,
        false,
        null,
        null,
        Replay.NONE,
        null,
        EventForm.JSON);
  }

  /** The same as its producer sent it, and may send it again. */
  byte[] eventJson(long number) {
    return ("{\"eventId\":\"%s\",\"eventType\":\"observation.updated\",\"resourceType\":\"Observation\","
            + "\"resourceId\":\"%s\",\"versionId\":\"%s\",\"patientId\":\"%s\",\"timestamp\":\"%s\","
            + "\"source\":\"%s\"}")
        .formatted(
            eventId(number),
            resourceId(number),
            versionId(number),
            Workload.patientId(patientOf(number)),
            Instant.ofEpochMilli(appended(number)),
            SOURCE)
        .getBytes(UTF_8);
  }

  private static String eventId(long number) {
    return "past-event-" + number;
  }

  private String resourceId(long number) {
    return "past-" + number / eventsPerResource;
  }

  private String versionId(long number) {
    return Long.toString(number % eventsPerResource + 1);
  }

  /** What is stored of a patient. */
  byte[] patient(int patient) {
    ConsentState template = workload.denies(patient) ? deny : permit;
    String id = Workload.consentId(patient);
    return StoredPatient.of(
            PatientState.newBuilder()
                .setConsents(List.of(ConsentState.newBuilder(template).setId(id).build()))
                .build())
        .encoded();
  }

  /** HAPI reads one Consent of each kind: they differ in their ids only. */
  private static ConsentState anyConsent(Workload workload, boolean denying) {
    int patient = 0;
    while (patient < workload.patients() - 1 && workload.denies(patient) != denying) {
      patient++;
    }
    Change change = workload.consent(patient);
    try {
      return ConsentReader.read(
          FhirResource.of(change.resource().getBytes(UTF_8)),
          ResourceVersion.newBuilder()
              .setSource(SOURCE)
              .setVersionId("1")
              .setLastUpdated(change.at().toEpochMilli())
              .setEventTime(change.at().toEpochMilli())
              .setArrivedAt(change.at().toEpochMilli())
              .build());
    } catch (UnreadableResource | IOException e) {
      throw new IllegalStateException("the workload's Consent cannot be read", e);
    }
  }
}
