package dev.vigil.topology.runtime.tracing;

import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.event.TraceContext;
import dev.vigil.topology.pipeline.Around;
import dev.vigil.topology.pipeline.Judgement;
import dev.vigil.topology.pipeline.Judgement.DeadLetter;
import dev.vigil.topology.pipeline.Passage;
import dev.vigil.topology.pipeline.Step;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One span for each sampled record, one below it for each step that had something to find out, and
 * one for each escalation. Attributes are named as OpenTelemetry names those of messages.
 */
public final class Spans implements Around {
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("messaging.operation.type");
  private static final AttributeKey<String> GROUP =
      AttributeKey.stringKey("messaging.consumer.group.name");
  private static final AttributeKey<String> TOPIC =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> PARTITION =
      AttributeKey.stringKey("messaging.destination.partition.id");
  private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");

  private final Tracer tracer;
  private final Clock clock;
  private final String applicationId;

  /**
   * For one application.
   *
   * @param tracer decides what is sampled
   * @param clock the tracer's
   */
  public Spans(Tracer tracer, Clock clock, String applicationId) {
    this.tracer = tracer;
    this.clock = clock;
    this.applicationId = applicationId;
  }

  @Override
  public Step step(Step step) {
    return new TracedStep(step);
  }

  @Override
  public Step first(Step step) {
    return new FirstStep(step);
  }

  @Override
  public @Nullable Passage escalation(@Nullable TraceContext cause) {
    return SpanPassage.begin(
        tracer,
        tracer.spanBuilder("escalate").setAttribute(GROUP, applicationId),
        W3cContext.parent(cause));
  }

  /** A step as it is, but for what is told of it. */
  private abstract static class Followed implements Step {
    final Step step;

    Followed(Step step) {
      this.step = step;
    }

    @Override
    public String name() {
      return step.name();
    }

    @Override
    public boolean appliesTo(Judgement judgement) {
      return step.appliesTo(judgement);
    }
  }

  /** Has a span where the record is sampled. */
  private static final class TracedStep extends Followed {
    TracedStep(Step step) {
      super(step);
    }

    @Override
    public void complete(Judgement judgement) {
      Passage passage = judgement.passage();
      if (passage == null) {
        step.complete(judgement);
        return;
      }
      Passage part = passage.part(name());
      try {
        step.complete(judgement);
      } catch (RuntimeException | Error e) {
        part.fail(e);
        throw e;
      }
      tell(part, judgement);
      part.end();
    }
  }

  /** Where it was this step that decided the record. */
  private static void tell(Passage part, Judgement judgement) {
    DeadLetter deadLetter = judgement.deadLetter();
    if (deadLetter != null) {
      part.cameTo("dead-lettered", deadLetter.reason().code());
    } else if (judgement.isDuplicate()) {
      part.cameTo("duplicate", null);
    }
  }

  /** The record's span begins when it was decoded: its trace may stand in its value. */
  private final class FirstStep extends Followed {
    FirstStep(Step step) {
      super(step);
    }

    @Override
    public void complete(Judgement judgement) {
      long began = clock.now();
      try {
        step.complete(judgement);
      } catch (RuntimeException | Error e) {
        SpanPassage part = begin(judgement, began);
        if (part != null) {
          part.fail(e);
        }
        throw e;
      }
      SpanPassage part = begin(judgement, began);
      if (part != null) {
        tell(part, judgement);
        part.end();
      }
    }

    /** The record's span, and in it the one of this step. */
    private @Nullable SpanPassage begin(Judgement judgement, long began) {
      InputRecord input = judgement.input();
      Context parent = W3cContext.parent(judgement.trace());
      SpanBuilder builder =
          tracer
              .spanBuilder("process " + input.topic())
              .setSpanKind(SpanKind.CONSUMER)
              .setStartTimestamp(began, TimeUnit.NANOSECONDS)
              .setAttribute(SYSTEM, "kafka")
              .setAttribute(OPERATION, "process")
              .setAttribute(GROUP, applicationId)
              .setAttribute(TOPIC, input.topic())
              .setAttribute(PARTITION, Integer.toString(input.partition()))
              .setAttribute(OFFSET, input.offset());
      SpanPassage record = SpanPassage.begin(tracer, builder, parent);
      if (record == null) {
        return null;
      }
      judgement.follow(record);
      return record.part(tracer.spanBuilder(name()).setStartTimestamp(began, TimeUnit.NANOSECONDS));
    }
  }
}
