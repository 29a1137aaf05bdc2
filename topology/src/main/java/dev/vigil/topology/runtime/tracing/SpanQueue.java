package dev.vigil.topology.runtime.tracing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Spans on their way to the collector: no more wait than have room, and what is lost is counted.
 * Whoever ends a span never waits.
 */
final class SpanQueue implements SpanProcessor {
  /** A megabyte or two of heap, if all are full. */
  static final int CAPACITY = 2_048;

  private final AtomicInteger waiting = new AtomicInteger();
  private final Counter exported;
  private final Counter failed;
  private final Counter dropped;
  private final BatchSpanProcessor batches;

  SpanQueue(SpanExporter exporter, MeterRegistry meters) {
    this.exported = counter(meters, "exported");
    this.failed = counter(meters, "failed");
    this.dropped = counter(meters, "dropped");
    this.batches =
        BatchSpanProcessor.builder(new Counting(exporter)).setMaxQueueSize(CAPACITY).build();
  }

  private static Counter counter(MeterRegistry meters, String outcome) {
    return Counter.builder("vigil.tracing.spans")
        .description(
            "Spans by what became of them: exported, failed (the collector did not take them) or"
                + " dropped (too many waited)")
        .tag("outcome", outcome)
        .register(meters);
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    // Nothing is told of a span before it is over.
  }

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (!span.getSpanContext().isSampled()) {
      return;
    }
    if (waiting.incrementAndGet() > CAPACITY) {
      waiting.decrementAndGet();
      dropped.increment();
      return;
    }
    batches.onEnd(span);
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public CompletableResultCode forceFlush() {
    return batches.forceFlush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return batches.shutdown();
  }

  /** Makes room once a batch is away, delivered or not. */
  private final class Counting implements SpanExporter {
    private final SpanExporter exporter;

    Counting(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      int count = spans.size();
      CompletableResultCode result = exporter.export(spans);
      result.whenComplete(
          () -> {
            waiting.addAndGet(-count);
            (result.isSuccess() ? exported : failed).increment(count);
          });
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
