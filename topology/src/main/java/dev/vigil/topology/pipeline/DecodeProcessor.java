package dev.vigil.topology.pipeline;

import dev.vigil.serdes.event.InputRecord;
import dev.vigil.topology.domain.health.KeyShares;
import dev.vigil.topology.domain.health.KeySketch;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import java.util.function.Supplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Where raw records enter: each becomes a judgement, whatever it holds. */
final class DecodeProcessor implements FixedKeyProcessor<byte[], byte[], Judgement> {
  private final Supplier<Step> factory;
  private final Supplier<Supplier<CriticalLabRules>> rulesFactory;
  private final KeyShares shares;
  private FixedKeyProcessorContext<byte[], Judgement> context;
  private KeySketch keys;
  private Supplier<CriticalLabRules> rulesInForce;
  private Step step;

  // Kafka Streams calls init before all else.
  @SuppressWarnings("NullAway.Init")
  DecodeProcessor(
      Supplier<Step> factory, Supplier<Supplier<CriticalLabRules>> rulesFactory, KeyShares shares) {
    this.factory = factory;
    this.rulesFactory = rulesFactory;
    this.shares = shares;
  }

  @Override
  public void init(FixedKeyProcessorContext<byte[], Judgement> context) {
    this.context = context;
    this.keys = shares.ofPartition(context.taskId().partition());
    this.step = factory.get();
    this.rulesInForce = rulesFactory.get();
  }

  @Override
  public void process(FixedKeyRecord<byte[], byte[]> record) {
    RecordMetadata from =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record without coordinates"));
    if (record.key() != null) {
      keys.count(record.key());
    }
    Judgement judgement =
        new Judgement(
            new InputRecord(
                from.topic(),
                from.partition(),
                from.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers()),
            rulesInForce.get());
    try {
      StepProcessor.run(step, judgement);
      // The judgement has the headers: Kafka Streams would copy them for every step.
      context.forward(record.withValue(judgement).withHeaders(new RecordHeaders()));
    } catch (RuntimeException | Error e) {
      Passage cutOff = judgement.passage();
      if (cutOff != null) {
        cutOff.fail(e);
      }
      throw e;
    }
    // All that comes of a record comes before forwarding it returns.
    Passage passage = judgement.passage();
    if (passage != null) {
      passage.end();
    }
  }
}
