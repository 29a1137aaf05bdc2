package dev.vigil.demo.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import dev.vigil.support.sample.SampleResources;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The sample as change events: every patient, for some of them a Consent, and their results. When
 * more events are wanted than the sample has, it is repeated with other patients. The same seed
 * gives the same events.
 */
public final class SampleEvents {
  /** The source that the sample's events name. */
  public static final String SOURCE = "urn:vigil:demo:sample";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final EventForm[] FORMS = EventForm.values();
  private static final Instant REGISTERED = Instant.parse("2025-01-01T00:00:00Z");

  private final EventWriter writer;
  private final HashFunction hash;
  private final List<Resource> resources;

  /** Reads the sample. */
  public SampleEvents(EventWriter writer, long seed) {
    this.writer = writer;
    this.hash = Hashing.murmur3_32_fixed((int) (seed ^ seed >>> 32));
    List<Resource> read = new ArrayList<>();
    try (Stream<String> lines = SampleResources.lines()) {
      lines.map(Resource::parse).forEach(read::add);
    }
    this.resources = List.copyOf(read);
  }

  /** How many events the sample gives when it is not repeated. */
  public int once() {
    return (int) repetition(0).count();
  }

  /** As many events as wanted. */
  public Iterator<InputEvent> events(long wanted) {
    return IntStream.iterate(0, repetition -> repetition + 1)
        .boxed()
        .flatMap(this::repetition)
        .limit(wanted)
        .map(this::write)
        .iterator();
  }

  private Stream<Change> repetition(int repetition) {
    return resources.stream().flatMap(resource -> changes(resource, repetition));
  }

  private Stream<Change> changes(Resource original, int repetition) {
    Resource resource = original.inRepetition(repetition);
    Change change =
        new Change(
            "sample-" + resource.id,
            SOURCE,
            "created",
            resource.type,
            resource.id,
            null,
            resource.patientId,
            resource.at,
            resource.json);
    return resource.type.equals("Patient")
        ? Stream.concat(Stream.of(change), consent(resource))
        : Stream.of(change);
  }

  /** Half of the patients consent to research, a few object to any disclosure. */
  private Stream<Change> consent(Resource patient) {
    int lot = Math.floorMod(draw("consent-" + patient.id), 20);
    if (lot > 11) {
      return Stream.empty();
    }
    String id = "consent-" + patient.id;
    String resource =
        lot >= 10
            ? Resources.consent(id, patient.id, 1, Resources.OBJECTS)
            : Resources.consent(id, patient.id, 1, Resources.PERMITS_RESEARCH);
    return Stream.of(
        new Change(
            "sample-" + id,
            SOURCE,
            "created",
            "Consent",
            id,
            "1",
            patient.id,
            patient.at,
            resource));
  }

  private InputEvent write(Change change) {
    EventForm form = FORMS[Math.floorMod(draw(change.eventId()), FORMS.length)];
    return InputEvent.of(change.patientId(), writer.write(change, form));
  }

  private int draw(String what) {
    return hash.hashString(what, StandardCharsets.UTF_8).asInt();
  }

  private record Resource(String type, String id, String patientId, Instant at, String json) {
    static Resource parse(String json) {
      JsonNode resource;
      try {
        resource = JSON.readTree(json);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("the sample holds a line that is not JSON", e);
      }
      String type = resource.path("resourceType").asText();
      String id = resource.path("id").asText();
      String reference = resource.path("subject").path("reference").asText();
      String issued = resource.path("issued").asText();
      return new Resource(
          type,
          id,
          type.equals("Patient") ? id : reference.substring("Patient/".length()),
          issued.isEmpty() ? REGISTERED : java.time.OffsetDateTime.parse(issued).toInstant(),
          json);
    }

    Resource inRepetition(int repetition) {
      if (repetition == 0) {
        return this;
      }
      String otherId = other(id, repetition);
      String otherPatient = other(patientId, repetition);
      return new Resource(
          type,
          otherId,
          otherPatient,
          at,
          json.replace(id, otherId).replace(patientId, otherPatient));
    }

    private static String other(String id, int repetition) {
      return UUID.nameUUIDFromBytes((repetition + ":" + id).getBytes(StandardCharsets.UTF_8))
          .toString();
    }
  }
}
