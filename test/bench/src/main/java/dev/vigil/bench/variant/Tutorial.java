package dev.vigil.bench.variant;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Joined;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline as a good tutorial writes it: text in and out, HAPI for the resource, a window store
 * of event ids, consent as a table of small documents, a map of limits. No audit, no order of
 * versions, no life cycle of alerts, no units, no FHIR Consent.
 */
final class Tutorial {
  private static final String SEEN = "seen-events";
  private static final Duration RETENTION = Duration.ofDays(1);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final FhirContext FHIR = FhirContext.forR4();

  private record Limits(BigDecimal low, BigDecimal high) {
    static Limits of(String low, String high) {
      return new Limits(new BigDecimal(low), new BigDecimal(high));
    }
  }

  private static final Map<String, Limits> LIMITS =
      Map.of(
          "2823-3", Limits.of("2.8", "6.2"),
          "2951-2", Limits.of("120", "160"),
          "2345-7", Limits.of("45", "500"),
          "718-7", Limits.of("6.0", "20.0"));

  private Tutorial() {}

  /** An event with its resource; {@code observation} is null for other resources. */
  @SuppressWarnings("UnusedVariable")
  record Event(
      String eventId,
      String eventType,
      String resourceType,
      String resourceId,
      String versionId,
      String patientId,
      String timestamp,
      String source,
      JsonNode resource,
      @JsonIgnore @Nullable Observation observation) {}

  /** What a clinician is told. */
  record Alert(
      @JsonProperty String eventId,
      @JsonProperty String patientId,
      @JsonProperty String observationId,
      @JsonProperty String code,
      @JsonProperty BigDecimal value,
      @JsonProperty String unit,
      @JsonProperty String direction) {}

  /** An event, or the text that is none. */
  private record Parsed(@Nullable Event event, String text) {}

  static Topology topology(BaselineTopics topics) {
    Serde<String> text = Serdes.String();
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.windowStoreBuilder(
            Stores.persistentWindowStore(SEEN, RETENTION, RETENTION, false), text, Serdes.Long()));
    KTable<String, String> decisions = builder.table(topics.decisions(), Consumed.with(text, text));

    KStream<String, Parsed> read =
        builder.stream(topics.events(), Consumed.with(text, text)).mapValues(Tutorial::parse);
    read.filter((key, parsed) -> parsed.event() == null)
        .mapValues(Parsed::text)
        .to(topics.deadLetters(), Produced.with(text, text));

    KStream<String, Event> permitted =
        read.filter((key, parsed) -> parsed.event() != null)
            .mapValues(parsed -> Objects.requireNonNull(parsed.event()))
            .processValues(OnceOnly::new, SEEN)
            .leftJoin(
                decisions,
                (event, decision) -> denies(decision) ? null : event,
                Joined.with(text, null, text))
            .filter((key, event) -> event != null);
    permitted.mapValues(Tutorial::write).to(topics.permitted(), Produced.with(text, text));
    permitted
        .mapValues(Tutorial::alert)
        .filter((key, alert) -> alert != null)
        .mapValues(Tutorial::write)
        .to(topics.alerts(), Produced.with(text, text));
    return builder.build();
  }

  private static Parsed parse(String text) {
    try {
      JsonNode event = JSON.readTree(text);
      JsonNode resource = event.path("resource");
      String type = event.path("resourceType").asText();
      return new Parsed(
          new Event(
              event.path("eventId").asText(),
              event.path("eventType").asText(),
              type,
              event.path("resourceId").asText(),
              event.path("versionId").asText(),
              event.path("patientId").asText(),
              event.path("timestamp").asText(),
              event.path("source").asText(),
              resource,
              type.equals("Observation")
                  ? FHIR.newJsonParser().parseResource(Observation.class, resource.toString())
                  : null),
          text);
    } catch (JsonProcessingException | DataFormatException e) {
      return new Parsed(null, text);
    }
  }

  private static boolean denies(@Nullable String decision) {
    try {
      return decision != null && JSON.readTree(decision).path("decision").asText().equals("deny");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a decision that is not JSON", e);
    }
  }

  private static @Nullable Alert alert(Event event) {
    Observation observation = event.observation();
    if (observation == null || !(observation.getValue() instanceof Quantity quantity)) {
      return null;
    }
    String code = observation.getCode().getCodingFirstRep().getCode();
    Limits limits = LIMITS.get(code);
    BigDecimal value = quantity.getValue();
    if (limits == null || value == null) {
      return null;
    }
    boolean low = value.compareTo(limits.low()) < 0;
    if (!low && value.compareTo(limits.high()) <= 0) {
      return null;
    }
    return new Alert(
        event.eventId(),
        event.patientId(),
        event.resourceId(),
        code,
        value,
        quantity.getUnit(),
        low ? "LOW" : "HIGH");
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was read cannot be written", e);
    }
  }

  // Kafka Streams calls init before all else.
  @SuppressWarnings("NullAway.Init")
  private static final class OnceOnly implements FixedKeyProcessor<String, Event, Event> {
    private FixedKeyProcessorContext<String, Event> context;
    private WindowStore<String, Long> store;

    @Override
    public void init(FixedKeyProcessorContext<String, Event> context) {
      this.context = context;
      this.store = context.getStateStore(SEEN);
    }

    @Override
    public void process(FixedKeyRecord<String, Event> record) {
      String id = record.value().eventId();
      long now = record.timestamp();
      try (WindowStoreIterator<Long> seen =
          store.fetch(id, now - RETENTION.toMillis(), now + RETENTION.toMillis())) {
        if (seen.hasNext()) {
          return;
        }
      }
      store.put(id, now, now);
      context.forward(record);
    }
  }
}
