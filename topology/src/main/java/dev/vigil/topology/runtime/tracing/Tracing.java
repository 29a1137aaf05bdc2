package dev.vigil.topology.runtime.tracing;

import dev.vigil.config.VigilConfig;
import dev.vigil.topology.pipeline.Around;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends spans to a collector, if that is asked for. A collector that is away or slow costs spans
 * and nothing else.
 */
public final class Tracing implements AutoCloseable {
  /** Instrumentation scope of all spans. */
  private static final String SCOPE = "dev.vigil";

  /** Longest time a stop waits for what is on its way: a collector must not hold it up. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final @Nullable SdkTracerProvider provider;
  private final Around around;

  private Tracing(@Nullable SdkTracerProvider provider, Around around) {
    this.provider = provider;
    this.around = around;
  }

  /**
   * Of one instance. Nothing is connected to before there is a span.
   *
   * @param instance its name
   * @param version of Vigil
   * @param meters where lost spans are counted
   * @param nanoTime for durations
   */
  public static Tracing of(
      VigilConfig config,
      String instance,
      String version,
      MeterRegistry meters,
      InstantSource clock,
      LongSupplier nanoTime) {
    VigilConfig.Tracing settings = config.tracing();
    if (!settings.enabled()) {
      return new Tracing(null, Around.NOTHING);
    }
    TracingClock time = new TracingClock(clock, nanoTime);
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setClock(time)
            .setSampler(sampler(settings.sampleOneIn()))
            .setResource(
                Resource.create(
                    Attributes.builder()
                        .put("service.name", settings.serviceName().orElse(config.applicationId()))
                        .put("service.version", version)
                        .put("service.instance.id", instance)
                        .build()))
            .addSpanProcessor(new SpanQueue(exporter(settings), meters))
            .build();
    return new Tracing(provider, new Spans(provider.get(SCOPE), time, config.applicationId()));
  }

  /**
   * What is sampled: what belongs to a sampled trace, and of the rest a share.
   *
   * @param oneIn one in so many; 0: none
   */
  static Sampler sampler(int oneIn) {
    return Sampler.parentBased(
        oneIn == 0 ? Sampler.alwaysOff() : Sampler.traceIdRatioBased(1.0 / oneIn));
  }

  private static SpanExporter exporter(VigilConfig.Tracing settings) {
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.endpoint())
            .setConnectTimeout(settings.timeout())
            .setTimeout(settings.timeout())
            .setCompression("gzip");
    settings
        .secretHeaders()
        .ifPresent(
            headers -> {
              for (String header : headers.split(",", -1)) {
                int equals = header.indexOf('=');
                builder.addHeader(
                    header.substring(0, equals).strip(), header.substring(equals + 1).strip());
              }
            });
    return builder.build();
  }

  /** What the pipeline is to be built with. */
  public Around around() {
    return around;
  }

  /** Sends what is on its way, but waits two seconds at most. */
  @Override
  public void close() {
    if (provider != null) {
      provider.shutdown().join(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
