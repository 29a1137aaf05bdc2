package dev.vigil.topology.runtime.tracing;

import dev.vigil.serdes.event.TraceContext;
import dev.vigil.topology.pipeline.Passage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** One sampled span, and what is below it. */
final class SpanPassage implements Passage {
  /** What it came to. */
  static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("vigil.outcome");

  /** Why. */
  static final AttributeKey<String> REASON = AttributeKey.stringKey("vigil.reason");

  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  /** Names of the trace in every line that is logged meanwhile. */
  private static final String LOGGED_TRACE = "trace_id";

  private static final String LOGGED_SPAN = "span_id";

  private final Tracer tracer;
  private final Span span;
  private final Context context;
  private final boolean outermost;
  private @Nullable TraceContext continued;

  private SpanPassage(Tracer tracer, Span span, Context parent, boolean outermost) {
    this.tracer = tracer;
    this.span = span;
    this.context = parent.with(span);
    this.outermost = outermost;
  }

  /** Begins a span that stands on no other of this instance; null: it is not sampled. */
  static @Nullable SpanPassage begin(Tracer tracer, SpanBuilder builder, Context parent) {
    Span span = builder.setParent(parent).startSpan();
    if (!span.getSpanContext().isSampled()) {
      return null;
    }
    MDC.put(LOGGED_TRACE, span.getSpanContext().getTraceId());
    MDC.put(LOGGED_SPAN, span.getSpanContext().getSpanId());
    return new SpanPassage(tracer, span, parent, true);
  }

  @Override
  public TraceContext context() {
    TraceContext made = continued;
    if (made == null) {
      made = W3cContext.of(span);
      continued = made;
    }
    return made;
  }

  @Override
  public Passage part(String name) {
    return part(tracer.spanBuilder(name));
  }

  /** A part whose time may have begun before now. */
  SpanPassage part(SpanBuilder builder) {
    return new SpanPassage(tracer, builder.setParent(context).startSpan(), context, false);
  }

  @Override
  public void cameTo(String outcome, @Nullable String reason) {
    span.setAttribute(OUTCOME, outcome);
    if (reason != null) {
      span.setAttribute(REASON, reason);
    }
  }

  @Override
  public void end() {
    span.end();
    if (outermost) {
      MDC.remove(LOGGED_TRACE);
      MDC.remove(LOGGED_SPAN);
    }
  }

  /** By its class: the message may quote the record. */
  @Override
  public void fail(Throwable fault) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute(ERROR_TYPE, rootName(fault));
    end();
  }

  private static String rootName(Throwable fault) {
    Throwable root = fault;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getClass().getName();
  }
}
