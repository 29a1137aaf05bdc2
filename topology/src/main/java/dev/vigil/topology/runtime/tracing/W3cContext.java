package dev.vigil.topology.runtime.tracing;

import dev.vigil.serdes.event.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Trace context between the text of records and OpenTelemetry. */
final class W3cContext {
  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final TextMapGetter<TraceContext> TEXT =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(TraceContext carrier) {
          return List.of(TraceContext.TRACEPARENT, TraceContext.TRACESTATE);
        }

        @Override
        public @Nullable String get(@Nullable TraceContext carrier, String key) {
          if (carrier == null) {
            return null;
          }
          return key.equals(TraceContext.TRACEPARENT)
              ? carrier.traceparent()
              : carrier.tracestate();
        }
      };

  private W3cContext() {}

  /** What a span continues; null: it begins a trace. */
  static Context parent(@Nullable TraceContext trace) {
    return trace == null ? Context.root() : W3C.extract(Context.root(), trace, TEXT);
  }

  /** What continues a span. */
  static TraceContext of(Span span) {
    Map<String, String> text = new HashMap<>();
    W3C.inject(
        Context.root().with(span),
        text,
        (carrier, key, value) -> Objects.requireNonNull(carrier).put(key, value));
    return Objects.requireNonNull(
        TraceContext.of(text.get(TraceContext.TRACEPARENT), text.get(TraceContext.TRACESTATE)),
        "a span without a context");
  }
}
