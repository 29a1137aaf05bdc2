package dev.vigil.bench.jmh;

import dev.vigil.bench.report.Better;
import dev.vigil.bench.report.Measurement;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * JMH's results as measurements, one value for each iteration: {@code
 * jmh/DecodeBenchmark/decode/bytes=1200,form=JSON/cpu.time}.
 */
final class JmhResults {
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  /** Two iterations differ by far more than a fourth digit. */
  private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_UP);

  private JmhResults() {}

  /** All measurements, in the order of their names. */
  static List<Measurement> measurements(Collection<RunResult> runs) {
    List<Measurement> measurements = new ArrayList<>();
    for (RunResult run : runs) {
      String name = name(run.getParams());
      List<IterationResult> iterations =
          run.getBenchmarkResults().stream()
              .flatMap(process -> process.getIterationResults().stream())
              .toList();
      add(measurements, name + "/time", iterations, IterationResult::getPrimaryResult);
      for (String figure : List.of(CpuTimeProfiler.LABEL, ALLOCATION)) {
        add(
            measurements,
            name + "/" + figure,
            iterations,
            iteration -> iteration.getSecondaryResults().get(figure));
      }
    }
    measurements.sort(Comparator.comparing(Measurement::name));
    return measurements;
  }

  /** What changes the figures; the same for all benchmarks of a run. */
  static Map<String, String> options(Collection<RunResult> runs) {
    Map<String, String> options = new TreeMap<>();
    for (RunResult run : runs) {
      BenchmarkParams params = run.getParams();
      options.put("processes", Integer.toString(params.getForks()));
      options.put("warm-up", params.getWarmup().getCount() + " x " + params.getWarmup().getTime());
      options.put(
          "iterations",
          params.getMeasurement().getCount() + " x " + params.getMeasurement().getTime());
      options.put("java options", String.join(" ", params.getJvmArgs()));
    }
    return options;
  }

  private static void add(
      List<Measurement> measurements,
      String name,
      List<IterationResult> iterations,
      Function<IterationResult, @Nullable Result<?>> figure) {
    List<Double> values = new ArrayList<>();
    String unit = "";
    for (IterationResult iteration : iterations) {
      Result<?> result = figure.apply(iteration);
      if (result != null && Double.isFinite(result.getScore())) {
        values.add(new BigDecimal(result.getScore()).round(DIGITS).doubleValue());
        unit = result.getScoreUnit();
      }
    }
    if (!values.isEmpty()) {
      measurements.add(new Measurement(name, unit, Better.LOWER, values));
    }
  }

  private static String name(BenchmarkParams params) {
    String[] parts = params.getBenchmark().split("\\.", -1);
    List<String> values = new ArrayList<>();
    params.getParamsKeys().stream()
        .sorted()
        .forEach(key -> values.add(key + "=" + params.getParam(key)));
    return String.join(
        "/",
        "jmh",
        parts[parts.length - 2],
        parts[parts.length - 1],
        values.isEmpty() ? "-" : String.join(",", values));
  }
}
