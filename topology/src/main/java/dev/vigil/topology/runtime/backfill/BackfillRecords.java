package dev.vigil.topology.runtime.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.config.VigilConfig;
import dev.vigil.serdes.avro.UnknownSchemaException;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.ChangeEventDecoder;
import dev.vigil.serdes.event.Decoded;
import dev.vigil.serdes.event.DecoderSettings;
import dev.vigil.serdes.event.InputPartitioner;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.serdes.event.ReplayHeaders;
import dev.vigil.serdes.event.Undecodable;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.runtime.backfill.ChangeEvents.Deletion;
import dev.vigil.topology.runtime.backfill.ChangeEvents.Made;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records of a backfill. Each is read by the decoder of production before it is sent:
 * what would become a dead letter is not sent, but named.
 */
public final class BackfillRecords {
  /** Stands for a key that the event does not tell, until decode says what is missing. */
  private static final String NO_KEY = "-";

  /** Stands for the topic of the records, for the decoder. */
  private static final String FILES = "files";

  private final ChangeEventDecoder decoder;
  private final ChangeEvents events;
  private final boolean tenants;
  private final boolean page;

  /**
   * For one configuration.
   *
   * @param page whether critical results are to page
   */
  public BackfillRecords(VigilConfig config, ChangeEvents events, boolean page) {
    this.events = events;
    this.tenants = config.tenants();
    this.page = page;
    this.decoder =
        new ChangeEventDecoder(
            new DecoderSettings(
                config.inputs().maxValueBytes(),
                config.inputs().maxDepth(),
                InputPartitioner.NONE,
                1,
                tenants,
                // Not where the records stand: an operator's clear, which is no change, is refused.
                ""),
            id -> {
              throw new UnknownSchemaException(id);
            });
  }

  /**
   * A record for {@code fhir.replay}.
   *
   * @param key the patient's
   * @param value as it was read, or made
   * @param event what it says
   */
  // Made here and handed to the producer.
  @SuppressWarnings("ArrayRecordComponent")
  public record Ready(byte[] key, byte[] value, ChangeEvent event) {
    /** Whether results that follow are judged by it: it goes first. */
    public boolean goesFirst() {
      return event.resourceType().equals("Consent") || event.resourceType().equals("Patient");
    }
  }

  /** Whether a JSON object is a change event, and not a resource. */
  public static boolean isEvent(FhirResource object) {
    List<String> members = object.memberNames();
    return members.contains("eventType") || members.contains("specversion");
  }

  /** Of a resource. */
  public Ready resource(FhirResource resource) throws NoChangeEvent {
    return ready(events.of(resource));
  }

  /** Of a deletion. */
  public Ready deletion(Deletion deletion, String patientId) throws NoChangeEvent {
    return ready(events.of(deletion, patientId));
  }

  /** Of a change event, flat or a structured CloudEvent, which goes over as it is. */
  public Ready event(FhirResource object) throws NoChangeEvent {
    String tenant = text(object, "tenant");
    String key = object.member("specversion") == null ? flatKey(object) : cloudKey(object, tenant);
    byte[] bytes =
        key == null || key.isEmpty()
            ? NO_KEY.getBytes(StandardCharsets.UTF_8)
            : new PatientKey(tenant == null ? "" : tenant, key).toBytes(tenants);
    return ready(new Made(bytes, object.json()));
  }

  /** The marks of a backfill. */
  public Headers headers() {
    Headers headers = new RecordHeaders();
    byte[] mark = "true".getBytes(StandardCharsets.UTF_8);
    headers.add(ReplayHeaders.BACKFILL, mark);
    if (page) {
      headers.add(ReplayHeaders.PAGE, mark);
    }
    return headers;
  }

  private Ready ready(Made made) throws NoChangeEvent {
    Decoded decoded =
        decoder.decode(
            new InputRecord(FILES, 0, 0, 0, made.key(), made.value(), new RecordHeaders()));
    if (decoded instanceof ChangeEvent event) {
      return new Ready(made.key(), made.value(), event);
    }
    if (decoded instanceof Undecodable fault) {
      String at = fault.location() == null ? "" : " at " + fault.location();
      throw new NoChangeEvent(fault.reason().code() + at);
    }
    throw new IllegalStateException("decoded to something else");
  }

  private static @Nullable String flatKey(FhirResource object) {
    return text(object, "patientId");
  }

  /** A file has no record keys: where the event does not tell, its resource does. */
  private @Nullable String cloudKey(FhirResource object, @Nullable String tenant)
      throws NoChangeEvent {
    String partitionKey = text(object, "partitionkey");
    if (partitionKey != null) {
      boolean full = tenants && tenant != null && partitionKey.startsWith(tenant + "|");
      return full ? partitionKey.substring(partitionKey.indexOf('|') + 1) : partitionKey;
    }
    JsonNode data = object.member("data");
    if (data == null || !data.isObject()) {
      throw new NoChangeEvent(NoChangeEvent.NO_PATIENT);
    }
    try {
      return ChangeEvents.patientOf(
          FhirResource.of(data.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new NoChangeEvent(NoChangeEvent.NO_PATIENT);
    }
  }

  private static @Nullable String text(FhirResource object, String member) {
    JsonNode value = object.member(member);
    return value == null || !value.isValueNode() || value.isNull() ? null : value.asText();
  }
}
