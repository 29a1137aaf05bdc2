package dev.vigil.topology.pipeline;

import dev.vigil.avro.Outcome;
import dev.vigil.topology.domain.budget.BudgetUse;
import dev.vigil.topology.domain.budget.FailureBudget;
import dev.vigil.topology.domain.budget.FailureBudgetSpentException;
import dev.vigil.topology.pipeline.Emission.Written;
import dev.vigil.topology.pipeline.Judgement.DeadLetter;
import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The only place that writes, what records lead to and what time does: first all outputs of a
 * record are made, then all of them are sent and what is to be remembered is remembered. So a
 * record either leaves all its traces or is a dead letter without any.
 */
final class EmitProcessor implements Processor<byte[], Judgement, byte[], Output> {
  /** How often what is due is looked for: how late an escalation is at most, unless many are. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Function<StepStores, Emission> factory;
  private final @Nullable Function<StepStores, Escalations> escalations;
  private final Meters meters;
  private final FailureBudget budget;
  private ProcessorContext<byte[], Output> context;
  private Emission emission;

  // Kafka Streams calls init before all else.
  @SuppressWarnings("NullAway.Init")
  EmitProcessor(
      Function<StepStores, Emission> factory,
      @Nullable Function<StepStores, Escalations> escalations,
      Meters meters,
      FailureBudget budget) {
    this.factory = factory;
    this.escalations = escalations;
    this.meters = meters;
    this.budget = budget;
  }

  /** Also after an aborted transaction: what was known of the stores may not be true any more. */
  @Override
  public void init(ProcessorContext<byte[], Output> context) {
    this.context = context;
    StepStores stores = new StepStores(context);
    this.emission = factory.apply(stores);
    if (escalations != null) {
      Escalations due = escalations.apply(stores);
      due.recount();
      context.schedule(
          TICK, PunctuationType.WALL_CLOCK_TIME, now -> due.tick(output -> write(output, now)));
    }
  }

  @Override
  public void process(Record<byte[], Judgement> record) {
    Judgement judgement = record.value();
    Passage passage = judgement.passage();
    if (passage == null) {
      emit(judgement);
      return;
    }
    Passage part = passage.part("emit");
    try {
      Outcome outcome = emit(judgement);
      DeadLetter deadLetter = judgement.deadLetter();
      passage.cameTo(Codes.of(outcome), deadLetter == null ? null : deadLetter.reason().code());
    } catch (RuntimeException | Error e) {
      part.fail(e);
      throw e;
    }
    part.end();
  }

  private Outcome emit(Judgement judgement) {
    Written written = emission.prepare(judgement);
    requireBudget(judgement.deadLetter());
    long timestamp = judgement.input().timestamp();
    for (Output output : written.outputs()) {
      write(output, timestamp);
    }
    emission.remember(judgement, written);
    meters.emitted(judgement, written.outcome());
    return written.outcome();
  }

  /**
   * Before anything is written, so that the record is processed again after the instance stopped.
   */
  private void requireBudget(@Nullable DeadLetter deadLetter) {
    BudgetUse spent = budget.count(deadLetter == null ? null : deadLetter.reason());
    if (spent != null) {
      throw new FailureBudgetSpentException(spent);
    }
  }

  /** A task that goes elsewhere is counted there. */
  @Override
  public void close() {
    meters.alerts().gone(context.taskId().partition());
  }

  private void write(Output output, long timestamp) {
    meters.written(output);
    context.forward(new Record<>(output.key(), output, timestamp, output.headers()), output.sink());
  }
}
