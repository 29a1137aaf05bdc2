package dev.vigil.topology.pipeline;

import dev.vigil.topology.pipeline.Emission.Written;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The only place that writes: first all outputs of a record are made, then all of them are sent and
 * what is to be remembered is remembered. So a record either leaves all its traces or is a dead
 * letter without any.
 */
final class EmitProcessor implements Processor<byte[], Judgement, byte[], Output> {
  private final Function<StepStores, Emission> factory;
  private final Meters meters;
  private ProcessorContext<byte[], Output> context;
  private Emission emission;

  // Kafka Streams calls init before all else.
  @SuppressWarnings("NullAway.Init")
  EmitProcessor(Function<StepStores, Emission> factory, Meters meters) {
    this.factory = factory;
    this.meters = meters;
  }

  @Override
  public void init(ProcessorContext<byte[], Output> context) {
    this.context = context;
    this.emission = factory.apply(new StepStores(context));
  }

  @Override
  public void process(Record<byte[], Judgement> record) {
    Judgement judgement = record.value();
    Written written = emission.prepare(judgement);
    written
        .outputs()
        .forEach(
            output ->
                context.forward(
                    new Record<>(
                        output.key(), output, judgement.input().timestamp(), output.headers()),
                    output.sink()));
    emission.remember(judgement, written);
    meters.emitted(judgement, written.audit());
  }
}
