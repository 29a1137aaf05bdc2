package dev.vigil.topology.runtime.metrics;

import dev.vigil.topology.domain.health.Snapshot;
import dev.vigil.topology.runtime.health.Health;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** All that an instance measures, as Prometheus reads it. */
public final class InstanceMeters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private @Nullable StreamMeters stream;
  private @Nullable StoreMeters stores;
  private @Nullable KafkaStreams streams;

  /**
   * Begins with what every Java process has.
   *
   * @param about what tells this instance's build and settings from another's, by tag
   * @param stateDirectory whose disk is watched
   * @param rocksDbUsed memory of all stores outside the heap, in bytes
   * @param rocksDbLimit its bound
   */
  public InstanceMeters(
      Map<String, String> about,
      Path stateDirectory,
      Supplier<Number> rocksDbUsed,
      Supplier<Number> rocksDbLimit) {
    new JvmMemoryMetrics().bindTo(registry);
    gc.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    Gauge.Builder<?> info =
        Gauge.builder("vigil.info", () -> 1).description("1; the tags tell which build this is");
    about.forEach(info::tag);
    info.register(registry);
    Gauge.builder("vigil.state.disk.free", stateDirectory.toFile(), java.io.File::getUsableSpace)
        .description("Free space on the disk of vigil.state.dir")
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
    Gauge.builder("vigil.rocksdb.memory.used", rocksDbUsed)
        .description("Memory of all stores' caches and write buffers, outside the heap")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("vigil.rocksdb.memory.limit", rocksDbLimit)
        .description("Its bound, vigil.state.rocksdb-memory")
        .baseUnit("bytes")
        .register(registry);
  }

  /** Where the application counts. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** From now on tells of a stream, too. */
  public synchronized void watch(
      KafkaStreams watched, Supplier<Snapshot> snapshots, Health health) {
    streams = watched;
    stream = new StreamMeters(registry, watched, snapshots, health);
    stores = new StoreMeters(registry);
  }

  /**
   * Everything, as it is now.
   *
   * @param contentType what the reader accepts, an Accept header; null: Prometheus' text
   */
  public synchronized String scrape(@Nullable String contentType) {
    refresh();
    return contentType == null ? registry.scrape() : registry.scrape(contentType);
  }

  /** Brings up to date what comes and goes with partitions. */
  public synchronized void refresh() {
    if (stream != null && stores != null && streams != null) {
      stream.refresh();
      stores.refresh(streams);
    }
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
