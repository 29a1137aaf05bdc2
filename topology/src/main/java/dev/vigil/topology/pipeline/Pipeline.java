package dev.vigil.topology.pipeline;

import dev.vigil.config.topics.StoreNames;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.avro.WriterSchemas;
import dev.vigil.serdes.event.AckDecoder;
import dev.vigil.serdes.event.ChangeEventDecoder;
import dev.vigil.topology.domain.budget.FailureBudget;
import dev.vigil.topology.domain.health.KeyShares;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.domain.profile.ProfileInForce;
import dev.vigil.topology.domain.profile.PublishedProfiles;
import dev.vigil.topology.pipeline.Encoders.SchemaIds;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
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
import org.jspecify.annotations.Nullable;

/**
 * The drawing of the design, as code. Each record is judged step by step; only {@code emit} writes.
 * Everything stays keyed by patient, so that a patient's records are handled in order by one task
 * and no repartition topic stands between a consent and the results it is about.
 */
public final class Pipeline {
  private final PipelineSettings settings;
  private final WriterSchemas schemas;
  private final SchemaIds schemaIds;
  private final Around around;
  private final PublishedProfiles profiles;
  private final PipelineStores remembered;
  private final Meters meters;
  private final FailureBudget budget;
  private final KeyShares keys;

  /**
   * Asks for the ids that outputs are written with; all else happens when records come.
   *
   * @param settings what to do
   * @param schemas what producers write with
   * @param register gives the registry's id for a topic and its schema
   * @param around what cuts across the steps
   * @param profileChanges learns which profile is in force, if profiles are read from a topic
   * @param instruments what measures the pipeline
   * @param budget how many records may fail before the pipeline stops
   * @param keys where it counts how much of each partition one key has
   */
  public Pipeline(
      PipelineSettings settings,
      WriterSchemas schemas,
      BiFunction<String, Schema, SchemaId> register,
      Around around,
      Consumer<ProfileInForce> profileChanges,
      Instruments instruments,
      FailureBudget budget,
      KeyShares keys) {
    this.settings = settings;
    this.schemas = schemas;
    this.schemaIds = SchemaIds.ask(settings.sinks(), register);
    this.around = around;
    this.profiles =
        new PublishedProfiles(
            new CriticalLabRules(settings.profile(), settings.significantFlags()), profileChanges);
    this.remembered = new PipelineStores(settings);
    this.meters = new Meters(instruments, settings, budget);
    this.budget = budget;
    this.keys = keys;
  }

  /**
   * Builds the topology.
   *
   * @param config Kafka Streams' configuration; it decides how names are checked, so it must be the
   *     one the topology runs with
   */
  public Topology build(StreamsConfig config) {
    StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(config));
    remembered.declare(builder);
    EscalationSettings escalation = settings.escalation();

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

    KStream<byte[], Judgement> decided =
        judgements
            .leftJoin(patients, Judgement::patient, Joined.as("join-patient-state"))
            .processValues(step(stores -> consentDecisions()), Named.as("consent-decisions"))
            .processValues(step(stores -> new CriticalLabStep()), Named.as("critical-lab"))
            .processValues(
                step(this::alertLifeCycle),
                Named.as("alert-life-cycle"),
                StoreNames.ALERT_STATE,
                StoreNames.LAST_VALUES);
    if (escalation != null) {
      decided =
          decided.processValues(
              step(
                  stores ->
                      new EscalationStep(
                          escalation, settings.clock(), remembered.followUps(stores))),
              Named.as("escalation"),
              StoreNames.ALERT_FOLLOW_UPS);
    }
    decided.process(
        () ->
            new EmitProcessor(
                this::emission,
                escalation == null ? null : stores -> escalations(stores, escalation),
                meters,
                budget),
        Named.as("emit"),
        remembered.ofEmit());

    Topology topology = builder.build();
    addSinks(topology);
    // Last, so that the number of the pipeline's own part, and with it the tasks' names, stays.
    if (!settings.profilesTopic().isEmpty()) {
      ProfileTable.add(topology, settings.profilesTopic(), profiles);
    }
    return topology;
  }

  private void addSinks(Topology topology) {
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
        () ->
            around.first(
                new DecodeStep(
                    new ChangeEventDecoder(settings.decoder(), schemas),
                    acks(),
                    settings.decoder().replayTopic(),
                    settings.outputNames())),
        this::rulesInForce,
        keys);
  }

  private Supplier<CriticalLabRules> rulesInForce() {
    if (!settings.profilesTopic().isEmpty()) {
      profiles.watch();
    }
    return () -> profiles.inForce().rules();
  }

  private @Nullable AckDecoder acks() {
    EscalationSettings escalation = settings.escalation();
    return escalation == null
        ? null
        : new AckDecoder(escalation.acks(), settings.decoder(), schemas);
  }

  private FixedKeyProcessorSupplier<byte[], Judgement, Judgement> step(
      Function<StepStores, Step> factory) {
    return () -> new StepProcessor(factory.andThen(around::step));
  }

  private Step recogniseDuplicates(StepStores stores) {
    return new RecogniseDuplicatesStep(remembered.seenEvents(stores));
  }

  private Step order(StepStores stores) {
    return new OrderStep(remembered.resourceVersions(stores));
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
    return new AlertStep(
        settings.alerts(),
        settings.staleAfter(),
        remembered.alertStates(stores),
        remembered.lastValues(stores));
  }

  private Emission emission(StepStores stores) {
    Encoders encoders = Encoders.of(schemaIds);
    return new Emission(
        settings,
        encoders,
        new AuditChain(remembered.auditHeads(stores)),
        remembered.seenEvents(stores),
        remembered.resourceVersions(stores),
        remembered.alertStates(stores),
        remembered.lastValues(stores),
        settings.escalation() == null ? null : remembered.escalations(stores, meters.alerts()));
  }

  private Escalations escalations(StepStores stores, EscalationSettings escalation) {
    return new Escalations(
        escalation,
        settings,
        Encoders.of(schemaIds),
        remembered.escalations(stores, meters.alerts()),
        remembered.alertStates(stores),
        new ConsentNow(
            settings.alerts(),
            settings.keptConsents().interpretation(),
            settings.decoder().tenants(),
            stores.patients()),
        around,
        meters);
  }
}
