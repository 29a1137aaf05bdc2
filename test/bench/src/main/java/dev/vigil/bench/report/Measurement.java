package dev.vigil.bench.report;

import java.util.Collections;
import java.util.List;

/**
 * One figure, measured several times.
 *
 * @param name a path such as {@code drain/vigil-json/throughput}, unique in its file
 * @param unit of the values, such as {@code events/s}
 * @param better which change is good
 * @param values one for each round, in the order of the rounds; at least one
 */
public record Measurement(String name, String unit, Better better, List<Double> values) {
  public Measurement {
    values = List.copyOf(values);
    if (values.isEmpty() || !values.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(name + " needs values, all of them finite: " + values);
    }
  }

  /** The middle value; of an even number, the mean of the middle two. */
  public double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  public double min() {
    return Collections.min(values);
  }

  public double max() {
    return Collections.max(values);
  }
}
