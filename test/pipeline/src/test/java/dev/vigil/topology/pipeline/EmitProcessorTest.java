package dev.vigil.topology.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.state.AuditHead;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.topology.domain.budget.FailureBudget;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.pipeline.Encoders.SchemaIds;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import dev.vigil.topology.pipeline.state.BucketedStore;
import dev.vigil.topology.runtime.PipelineSettingsFactory;
import dev.vigil.topology.runtime.Profiles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code emit} knows of its stores, and for how long it may. */
class EmitProcessorTest {
  private static final String TOPIC = "fhir.events";

  private final MockProcessorContext<byte[], Output> context = new MockProcessorContext<>();
  private final KeyValueStore<String, byte[]> heads =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("heads"), Serdes.String(), Serdes.ByteArray())
          .withLoggingDisabled()
          .build();
  private EmitProcessor processor;
  private CriticalValueProfile profile;

  @SuppressWarnings("NullAway.Init")
  EmitProcessorTest() {}

  @BeforeEach
  void start() {
    VigilConfig config =
        new ConfigLoader(Map.of())
            .load(
                null,
                List.of("kafka.bootstrap.servers=nowhere:0", "vigil.outputs.care.purpose=TREAT"))
            .vigil();
    profile = Profiles.load(config.profile());
    PipelineSettings settings =
        PipelineSettingsFactory.of(config, profile, 1, () -> PipelineDriver.NOW);
    Encoders encoders =
        Encoders.of(SchemaIds.ask(settings.sinks(), (topic, schema) -> new SchemaId(100)));
    heads.init(context.getStateStoreContext(), heads);
    BucketedStore untouched =
        new BucketedStore(
            BucketedStore.builder("untouched", Duration.ofDays(1)).build(), Duration.ofDays(1));
    FailureBudget budget = PipelineSettingsFactory.budget(config, () -> 0);
    processor =
        new EmitProcessor(
            stores ->
                new Emission(
                    settings,
                    encoders,
                    new AuditChain(heads),
                    untouched,
                    new ResourceVersions(untouched),
                    new AlertStates(untouched),
                    new LastValuesOfPatients(untouched),
                    null),
            null,
            new Meters(Instruments.unread(), settings, budget),
            budget);
    processor.init(context);
  }

  private AuditRecord audited(long offset) {
    InputRecord input =
        new InputRecord(TOPIC, 0, offset, 0, null, new byte[] {'{'}, new RecordHeaders());
    Judgement judgement = new Judgement(input, new CriticalLabRules(profile, false));
    judgement.fail(DeadLetterReason.MALFORMED_JSON, null);
    context.resetForwards();
    processor.process(new Record<>(new byte[0], judgement, 0));
    Output audit = context.forwarded(Sinks.AUDIT).get(0).record().value();
    return PipelineDriver.decode(Objects.requireNonNull(audit.value()), AuditRecord.class);
  }

  @Test
  void theChainsEndIsStoredAsTheCodecReadsIt() {
    audited(1L << 40);
    AuditRecord last = audited((1L << 40) + 7);

    AuditHead stored =
        new AvroStateCodec<>(AuditHead.class, AuditHead.getClassSchema()).decode(heads.get(TOPIC));

    assertThat(stored).isEqualTo(new AuditHead(last.getOffset(), last.getHash()));
    assertThat(new AvroStateCodec<>(AuditHead.class, AuditHead.getClassSchema()).encode(stored))
        .isEqualTo(heads.get(TOPIC));
  }

  /** Kafka Streams revives a task with the same processor; its stores are as last committed. */
  @Test
  void afterAnAbortedTransactionTheChainGoesOnFromWhatWasCommitted() {
    AuditRecord committed = audited(0);
    byte[] head = heads.get(TOPIC);
    audited(1);
    audited(2);

    heads.put(TOPIC, head);
    processor.init(context);
    AuditRecord again = audited(1);

    assertThat(again.getPreviousOffset()).isZero();
    assertThat(again.getPreviousHash()).isEqualTo(committed.getHash());
  }
}
