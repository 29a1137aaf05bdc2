package dev.vigil.topology.pipeline;

import dev.vigil.serdes.avro.RegistryUnavailableException;
import dev.vigil.serdes.encryption.KeyServiceUnavailableException;
import dev.vigil.serdes.event.DeadLetterReason;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a step inside Kafka Streams: a step that fails makes a dead letter, never a dead thread. */
final class StepProcessor implements FixedKeyProcessor<byte[], Judgement, Judgement> {
  private static final Logger LOG = LoggerFactory.getLogger(StepProcessor.class);

  private final Function<StepStores, Step> factory;
  private FixedKeyProcessorContext<byte[], Judgement> context;
  private Step step;

  // Kafka Streams calls init before all else.
  @SuppressWarnings("NullAway.Init")
  StepProcessor(Function<StepStores, Step> factory) {
    this.factory = factory;
  }

  @Override
  public void init(FixedKeyProcessorContext<byte[], Judgement> context) {
    this.context = context;
    this.step = factory.apply(new StepStores(context));
  }

  @Override
  public void process(FixedKeyRecord<byte[], Judgement> record) {
    Judgement judgement = record.value();
    if (step.appliesTo(judgement)) {
      run(step, judgement);
    }
    context.forward(record);
  }

  /** Completes a judgement, or turns it into a dead letter. */
  static void run(Step step, Judgement judgement) {
    try {
      step.complete(judgement);
    } catch (KafkaException | RegistryUnavailableException | KeyServiceUnavailableException e) {
      // The cluster's, the registry's or the keys' fault, not the record's: it must not be skipped.
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      // Without the message: it may quote the record.
      LOG.error(
          "Step {} failed on {}-{} at offset {}: {} at {}; the record is a dead letter",
          step.name(),
          judgement.input().topic(),
          judgement.input().partition(),
          judgement.input().offset(),
          e.getClass().getName(),
          Arrays.stream(e.getStackTrace()).limit(5).toList());
      judgement.fail(DeadLetterReason.STEP_FAILED, step.name());
    }
  }
}
