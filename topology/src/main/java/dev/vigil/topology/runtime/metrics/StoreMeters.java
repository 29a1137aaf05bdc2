package dev.vigil.topology.runtime.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * What the stores hold, each over all its partitions and segments: so the names stay when
 * partitions move. Of Kafka Streams' own figures, which come per partition and thread.
 */
final class StoreMeters {
  private static final String GROUP = "stream-state-metrics";
  private static final String STORE_TAG_ENDS = "-state-id";

  /** Kafka Streams' names, and those here. */
  private enum Figure {
    DISK("total-sst-files-size", "vigil.store.disk", "Size of a store's files on disk", "bytes"),
    KEYS("estimate-num-keys", "vigil.store.keys", "Entries of a store, as RocksDB estimates", null),
    WRITES(
        "size-all-mem-tables",
        "vigil.store.memtables",
        "Writes to a store that are in memory and not on disk",
        "bytes");

    private final String metric;
    private final String name;
    private final String description;
    private final @Nullable String unit;

    Figure(String metric, String name, String description, @Nullable String unit) {
      this.metric = metric;
      this.name = name;
      this.description = description;
      this.unit = unit;
    }
  }

  private final Map<Figure, MultiGauge> gauges = new TreeMap<>();

  StoreMeters(MeterRegistry registry) {
    for (Figure figure : Figure.values()) {
      gauges.put(
          figure,
          MultiGauge.builder(figure.name)
              .description(figure.description)
              .baseUnit(figure.unit)
              .register(registry));
    }
  }

  /** Reads the figures as they are now. */
  void refresh(KafkaStreams streams) {
    Map<Figure, Map<String, Double>> sums = new TreeMap<>();
    for (Figure figure : Figure.values()) {
      sums.put(figure, new TreeMap<>());
    }
    streams
        .metrics()
        .forEach(
            (name, metric) -> {
              if (name.group().equals(GROUP)) {
                add(sums, name, metric);
              }
            });
    sums.forEach(
        (figure, byStore) -> {
          List<Row<?>> rows = new ArrayList<>();
          byStore.forEach((store, sum) -> rows.add(Row.of(Tags.of("store", store), sum)));
          MultiGauge gauge = gauges.get(figure);
          if (gauge != null) {
            gauge.register(rows, true);
          }
        });
  }

  private static void add(Map<Figure, Map<String, Double>> sums, MetricName name, Metric metric) {
    for (Figure figure : Figure.values()) {
      if (figure.metric.equals(name.name()) && metric.metricValue() instanceof Number number) {
        name.tags().entrySet().stream()
            .filter(tag -> tag.getKey().endsWith(STORE_TAG_ENDS))
            .findFirst()
            .ifPresent(
                tag ->
                    sums.computeIfAbsent(figure, key -> new TreeMap<>())
                        .merge(tag.getValue(), number.doubleValue(), Double::sum));
      }
    }
  }
}
