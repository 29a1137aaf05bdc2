package dev.vigil.topology.runtime.check;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.serdes.avro.WriterSchemas;
import dev.vigil.serdes.event.Change;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.ChangeEventDecoder;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.Decoded;
import dev.vigil.serdes.event.DecoderSettings;
import dev.vigil.serdes.event.Envelope;
import dev.vigil.serdes.event.InputPartitioner;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.serdes.event.Undecodable;
import dev.vigil.serdes.fhir.ConsentReader;
import dev.vigil.serdes.fhir.ContentHash;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.UnreadableResource;
import dev.vigil.topology.runtime.check.CheckedSample.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Takes a producer's events through the decoder and the steps that need no state of a cluster.
 * Duplicates are recognised among the events of one checker.
 */
public final class SampleChecker {
  /** Stands for a record key that nobody can tell. */
  private static final String PLACEHOLDER_KEY = "-";

  /** Ids that are remembered, 200 bytes each; those after them are not recognised again. */
  static final int MAX_REMEMBERED = 1_000_000;

  private static final ResourceVersion ANY_VERSION =
      ResourceVersion.newBuilder().setSource("").setEventTime(0).build();

  private final DecoderSettings settings;
  private final ChangeEventDecoder decoder;
  private final RecordPlace record;
  private final InstantSource clock;
  private final Map<ContentHash, Seen> seen = new HashMap<>();

  /**
   * Where the records stand.
   *
   * @param topic input topic
   * @param key of every record; null: whom its event names
   * @param partition in which they are; null: not checked
   * @param partitions partition count of the topic; null: not known
   */
  public record RecordPlace(
      String topic,
      @Nullable String key,
      @Nullable Integer partition,
      @Nullable Integer partitions) {}

  private record Seen(ContentHash content, String place) {}

  /**
   * Nothing seen yet.
   *
   * @param settings as in production; their partitions count if the place names some
   * @param clock stands for the broker's
   */
  public SampleChecker(
      DecoderSettings settings, WriterSchemas schemas, RecordPlace record, InstantSource clock) {
    this.settings = settings;
    this.record = record;
    this.clock = clock;
    this.decoder =
        new ChangeEventDecoder(
            record.partition() == null ? anyPartition(settings) : settings, schemas);
  }

  /** Whether there were more events than are remembered. */
  public boolean isFull() {
    return seen.size() >= MAX_REMEMBERED;
  }

  /**
   * Checks one event.
   *
   * @throws dev.vigil.serdes.avro.RegistryUnavailableException if the registry is needed and away
   */
  public CheckedSample check(Sample sample) {
    String key = record.key();
    boolean named = true;
    if (key == null) {
      PatientKey patient = patientOf(sample);
      named = patient != null;
      key =
          patient == null
              ? PLACEHOLDER_KEY
              : new String(patient.toBytes(settings.tenants()), StandardCharsets.UTF_8);
    }
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    Checking checking = new Checking(sample.place(), named ? key : null, partition(keyBytes));
    Decoded decoded = decoder.decode(input(sample, keyBytes));
    if (decoded instanceof ChangeEvent event) {
      return checking.event(event, sample);
    }
    Undecodable no = (Undecodable) decoded;
    return checking.deadLetter(
        no.reason(),
        no.location(),
        null,
        null,
        no.envelope().concernsConsent() ? List.of(Hint.CONSENT_LOST) : List.of());
  }

  /** Without a key the decoder comes as far as the key, and says what it has read by then. */
  private @Nullable PatientKey patientOf(Sample sample) {
    Decoded decoded = decoder.decode(input(sample, null));
    if (decoded instanceof Undecodable no && no.reason() == DeadLetterReason.KEY_MISSING) {
      Envelope envelope = no.envelope();
      return envelope.patient(settings.tenants());
    }
    return null;
  }

  private InputRecord input(Sample sample, byte @Nullable [] key) {
    Integer partition = record.partition();
    return new InputRecord(
        record.topic(),
        partition == null ? 0 : partition,
        0,
        clock.instant().toEpochMilli(),
        key,
        sample.value(),
        sample.headers());
  }

  private OptionalInt partition(byte[] key) {
    Integer partitions = record.partitions();
    return partitions == null
        ? OptionalInt.empty()
        : settings.partitioner().partition(key, partitions);
  }

  private static DecoderSettings anyPartition(DecoderSettings settings) {
    return new DecoderSettings(
        settings.maxValueBytes(),
        settings.maxDepth(),
        InputPartitioner.NONE,
        settings.partitions(),
        settings.tenants(),
        settings.replayTopic());
  }

  /** One event on its way. */
  private final class Checking {
    private final String place;
    private final @Nullable String key;
    private final OptionalInt partition;

    Checking(String place, @Nullable String key, OptionalInt partition) {
      this.place = place;
      this.key = key;
      this.partition = key == null ? OptionalInt.empty() : partition;
    }

    CheckedSample event(ChangeEvent event, Sample sample) {
      Seen before = seen.get(event.identity());
      if (before != null) {
        return before.content().equals(event.content())
            ? result(Outcome.DUPLICATE, null, null, before.place(), event, List.of())
            : deadLetter(
                DeadLetterReason.EVENT_ID_CONFLICT, "eventId", before.place(), event, List.of());
      }
      ConsentState consent = null;
      FhirResource resource = event.resource();
      if (resource != null
          && event.resourceType().equals("Consent")
          && event.change() != Change.DELETED) {
        try {
          consent = ConsentReader.read(resource, ANY_VERSION);
        } catch (UnreadableResource e) {
          return deadLetter(
              DeadLetterReason.UNREADABLE_CONSENT,
              e.reason(),
              null,
              event,
              List.of(Hint.CONSENT_LOST));
        }
      }
      // A dead letter is not remembered: its event may come again, mended.
      if (seen.size() < MAX_REMEMBERED) {
        seen.put(event.identity(), new Seen(event.content(), place));
      }
      List<Hint> hints = Hints.of(event, sample.headers(), consent);
      if (key == null) {
        hints.add(Hint.KEY_UNKNOWN);
      }
      return result(Outcome.ACCEPTED, null, null, null, event, hints);
    }

    CheckedSample deadLetter(
        DeadLetterReason reason,
        @Nullable String location,
        @Nullable String sameAs,
        @Nullable ChangeEvent event,
        List<Hint> hints) {
      return result(Outcome.DEAD_LETTERED, reason, location, sameAs, event, hints);
    }

    private CheckedSample result(
        Outcome outcome,
        @Nullable DeadLetterReason reason,
        @Nullable String location,
        @Nullable String sameAs,
        @Nullable ChangeEvent event,
        List<Hint> hints) {
      return new CheckedSample(
          place,
          outcome,
          reason,
          location,
          sameAs,
          event,
          key,
          record.key() == null,
          partition,
          hints);
    }
  }
}
