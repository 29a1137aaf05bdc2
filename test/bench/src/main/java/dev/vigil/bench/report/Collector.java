package dev.vigil.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what the rounds of one run measured, in the order in which it was first measured. */
public final class Collector {
  private final Map<String, List<Double>> values = new LinkedHashMap<>();
  private final Map<String, Figure> figures = new LinkedHashMap<>();

  /** What one round measured. */
  public void add(String subject, Figure figure, double value) {
    String name = figure.of(subject);
    figures.put(name, figure);
    values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
  }

  /** All of it. */
  public List<Measurement> measurements() {
    List<Measurement> all = new ArrayList<>();
    figures.forEach(
        (name, figure) ->
            all.add(
                new Measurement(
                    name, figure.unit(), figure.better(), values.getOrDefault(name, List.of()))));
    return all;
  }
}
