package dev.vigil.topology.pipeline;

import dev.vigil.config.topics.StoreNames;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.avro.WriterSchemas;
import dev.vigil.serdes.event.ChangeEventDecoder;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.pipeline.Encoders.SchemaIds;
import dev.vigil.topology.pipeline.state.BucketedStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Joined;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The drawing of the design, as code. Each record is judged step by step; only {@code emit} writes.
 * Everything stays keyed by patient, so that a patient's records are handled in order by one task
 * and no repartition topic stands between a consent and the results it is about.
 */
public final class Pipeline {
  private final PipelineSettings settings;
  private final WriterSchemas schemas;
  private final SchemaIds schemaIds;
  private final UnaryOperator<Step> around;
  private final CriticalLabRules rules;
  private final Meters meters;

  /**
   * Asks for the ids that outputs are written with; all else happens when records come.
   *
   * @param settings what to do
   * @param schemas what producers write with
   * @param register gives the registry's id for a topic and its schema
   * @param around applied to every step when it is made, for what cuts across them
   * @param meters where the pipeline counts
   */
  public Pipeline(
      PipelineSettings settings,
      WriterSchemas schemas,
      BiFunction<String, Schema, SchemaId> register,
      UnaryOperator<Step> around,
      MeterRegistry meters) {
    this.settings = settings;
    this.schemas = schemas;
    this.schemaIds = SchemaIds.ask(settings.sinks(), register);
    this.around = around;
    this.rules = new CriticalLabRules(settings.profile(), settings.significantFlags());
    this.meters = new Meters(meters);
  }

  /**
   * Builds the topology.
   *
   * @param config Kafka Streams' configuration; it decides how names are checked, so it must be the
   *     one the topology runs with
   */
  public Topology build(StreamsConfig config) {
    StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(config));
    builder.addStateStore(
        BucketedStore.builder(StoreNames.SEEN_EVENTS, settings.duplicatesRetention()));
    builder.addStateStore(
        BucketedStore.builder(StoreNames.RESOURCE_VERSIONS, settings.versionsRetention()));
    builder.addStateStore(
        BucketedStore.builder(StoreNames.ALERT_STATE, settings.alertsRetention()));
    // Cached: the chain's end changes with every record, its changelog only with every commit.
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(StoreNames.AUDIT_HEADS),
                Serdes.String(),
                Serdes.ByteArray())
            .withCachingEnabled());

    KStream<byte[], Judgement> judgements =
        builder.stream(settings.inputs(), inputs())
            .processValues(this::decode, Named.as("decode"))
            .processValues(
                step(this::recogniseDuplicates),
                Named.as("recognise-duplicates"),
                StoreNames.SEEN_EVENTS)
            .processValues(step(this::order), Named.as("order"), StoreNames.RESOURCE_VERSIONS)
            .processValues(
                step(
                    stores ->
                        new PatientFactsStep(
                            settings.consentsTopic(), settings.decoder().tenants())),
                Named.as("patient-facts"));

    // Declared before the join: a Consent is in force from the record after it on, itself included.
    KTable<byte[], StoredPatient> patients =
        judgements
            .filter((key, judgement) -> judgement.facts() != null, Named.as("with-patient-facts"))
            .groupByKey(Grouped.as("by-patient"))
            .aggregate(
                PatientStates::none,
                new PatientStates(settings.keptConsents(), settings.maxOutputBytes())::apply,
                Named.as("patient-state"),
                patientStates());

    judgements
        .leftJoin(patients, Judgement::patient, Joined.as("join-patient-state"))
        .processValues(step(stores -> consentDecisions()), Named.as("consent-decisions"))
        .processValues(step(stores -> new CriticalLabStep()), Named.as("critical-lab"))
        .processValues(
            step(this::alertLifeCycle), Named.as("alert-life-cycle"), StoreNames.ALERT_STATE)
        .process(
            () -> new EmitProcessor(this::emission, meters),
            Named.as("emit"),
            StoreNames.SEEN_EVENTS,
            StoreNames.RESOURCE_VERSIONS,
            StoreNames.ALERT_STATE,
            StoreNames.AUDIT_HEADS);

    Topology topology = builder.build();
    settings
        .sinks()
        .topicsBySink()
        .forEach(
            (sink, topic) ->
                topology.addSink(
                    sink,
                    topic,
                    new ByteArraySerializer(),
                    new OutputSerializer(),
                    new OutputPartitioner(),
                    "emit"));
    return topology;
  }

  private static Consumed<byte[], byte[]> inputs() {
    return Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
        .withName("inputs")
        .withTimestampExtractor(new LogAppendTime())
        // What retention deleted must not be skipped silently.
        .withOffsetResetPolicy(AutoOffsetReset.none());
  }

  private static Materialized<byte[], StoredPatient, KeyValueStore<Bytes, byte[]>> patientStates() {
    return Materialized.<byte[], StoredPatient, KeyValueStore<Bytes, byte[]>>as(
            StoreNames.PATIENT_STATE)
        .withKeySerde(Serdes.ByteArray())
        .withValueSerde(StoredPatient.serde());
  }

  private DecodeProcessor decode() {
    return new DecodeProcessor(
        () -> around.apply(new DecodeStep(new ChangeEventDecoder(settings.decoder(), schemas))),
        () -> rules);
  }

  private FixedKeyProcessorSupplier<byte[], Judgement, Judgement> step(
      Function<StepStores, Step> factory) {
    return () -> new StepProcessor(factory.andThen(around));
  }

  private Step recogniseDuplicates(StepStores stores) {
    return new RecogniseDuplicatesStep(seenEvents(stores));
  }

  private Step order(StepStores stores) {
    return new OrderStep(resourceVersions(stores));
  }

  private Step consentDecisions() {
    return new ConsentStep(
        settings.outputs(),
        settings.alerts(),
        settings.keptConsents().interpretation(),
        settings.clock(),
        new KnownPatients(settings.knownPatientsBytes(), settings.keptConsents().interpretation()));
  }

  private Step alertLifeCycle(StepStores stores) {
    return new AlertStep(settings.alerts(), settings.staleAfter(), alertStates(stores));
  }

  private Emission emission(StepStores stores) {
    Encoders encoders = Encoders.of(schemaIds);
    return new Emission(
        settings,
        encoders,
        new AuditChain(stores.keyValue(StoreNames.AUDIT_HEADS), encoders.audit()),
        seenEvents(stores),
        resourceVersions(stores),
        alertStates(stores));
  }

  private BucketedStore seenEvents(StepStores stores) {
    return stores.bucketed(StoreNames.SEEN_EVENTS, settings.duplicatesRetention());
  }

  private ResourceVersions resourceVersions(StepStores stores) {
    return new ResourceVersions(
        stores.bucketed(StoreNames.RESOURCE_VERSIONS, settings.versionsRetention()));
  }

  private AlertStates alertStates(StepStores stores) {
    return new AlertStates(stores.bucketed(StoreNames.ALERT_STATE, settings.alertsRetention()));
  }
}
