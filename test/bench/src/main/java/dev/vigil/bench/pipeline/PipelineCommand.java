package dev.vigil.bench.pipeline;

import dev.vigil.bench.BenchLogging;
import dev.vigil.bench.report.Collector;
import dev.vigil.bench.report.Figure;
import dev.vigil.bench.report.Results;
import dev.vigil.bench.variant.Variant;
import dev.vigil.bench.workload.EventForm;
import dev.vigil.bench.workload.Expected;
import dev.vigil.bench.workload.Workload;
import dev.vigil.bench.workload.WorkloadLoader;
import dev.vigil.bench.workload.WorkloadOptions;
import dev.vigil.support.machine.Commit;
import dev.vigil.support.machine.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures Vigil against simpler pipelines on the same broker and workload. */
@Command(
    name = "pipeline",
    mixinStandardHelpOptions = true,
    description = {
      "Measure Vigil against simpler pipelines: how much each takes, and how soon it alerts.",
      "Starts a broker in a process of its own, loads a workload, and lets each pipeline work it off"
          + " in turn, several rounds, each time in a fresh process with empty state. Then sends at a"
          + " fixed rate and takes the time from when a result is due to be sent until its alert is"
          + " read, committed. What each wrote is checked: nothing lost, nothing doubled.",
      "Compare figures of one run only. Needs some 25 GB for temporary files, and a quiet machine.",
      "Ends with 1 if an output is not what it must be."
    })
public final class PipelineCommand implements Callable<Integer> {
  @Option(
      names = "--variants",
      // Options of Java have commas, too.
      split = ",(?=pass-through|deduplicated|tutorial|vigil-)",
      paramLabel = "VARIANT",
      defaultValue = "pass-through,deduplicated,tutorial,vigil-json,vigil-avro",
      description =
          "Pipelines, each with settings if wanted: PIPELINE[+SETTING]..., such as"
              + " vigil-json+vigil.preset=low-latency+-XX:+UseParallelGC. Default: ${DEFAULT-VALUE}.")
  private List<String> names = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each is measured. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "5000",
      description =
          "Results a second of the paced run; 0: no paced run. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--paced-seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long the paced run is measured. Default: ${DEFAULT-VALUE}.")
  private int pacedSeconds;

  @Option(
      names = "--paced-warm-up",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How long before that: a cold process falls behind, and has to catch up first. Default:"
              + " ${DEFAULT-VALUE}.")
  private int pacedWarmUp;

  @Option(
      names = "--paced-rounds",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often each runs paced. Default: ${DEFAULT-VALUE}.")
  private int pacedRounds;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the results to a file, for bench compare.")
  private @Nullable Path json;

  @Option(
      names = "--svg",
      paramLabel = "DIRECTORY",
      description = "Draw throughput, processor time and latency into files of this directory.")
  private @Nullable Path svg;

  @Mixin private WorkloadOptions options = new WorkloadOptions();

  @Mixin private BenchOptions surroundings = new BenchOptions();

  @Spec private CommandSpec spec;

  // picocli calls setters and injects the rest.
  @SuppressWarnings("NullAway.Init")
  PipelineCommand() {}

  @Override
  public Integer call() throws IOException {
    BenchLogging.quieten();
    PrintWriter out = spec.commandLine().getOut();
    List<Variant> variants = variants();
    Collector figures = new Collector();
    try (Bench bench = Bench.start(surroundings)) {
      if (rounds > 0) {
        drain(bench, variants, figures, out);
      }
      if (rate > 0) {
        pace(bench, variants, figures, out);
      }
    } catch (IllegalStateException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    }
    Results results = results(figures);
    out.println();
    out.println(new PipelineTable(results).markdown(variants));
    out.flush();
    if (json != null) {
      results.write(json);
    }
    if (svg != null) {
      new PipelineCharts(results).draw(variants, svg);
    }
    return 0;
  }

  private List<Variant> variants() {
    try {
      return names.stream().map(Variant::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--variants: " + e.getMessage(), e);
    }
  }

  private void drain(Bench bench, List<Variant> variants, Collector figures, PrintWriter out)
      throws IOException {
    Workload workload = new Workload(options, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    out.println(workload.options());
    Set<EventForm> forms = new LinkedHashSet<>();
    variants.forEach(variant -> forms.add(variant.pipeline().form()));
    for (EventForm form : forms) {
      load(bench, workload, variants, form);
    }
    Drain drain = new Drain(bench, workload, Expected.of(workload));
    for (int round = 1; round <= rounds; round++) {
      for (Variant variant : variants) {
        Drain.Result result = drain.run(variant, prefix(variant.pipeline().form()));
        String name = variant.name();
        figures.add(name, Figure.THROUGHPUT, result.eventsPerSecond());
        figures.add(name, Figure.CPU, result.cpuPerMillion());
        figures.add(name, Figure.BROKER_CPU, result.brokerCpuPerMillion());
        figures.add(name, Figure.MEMORY, result.peakMemoryBytes() / 1e6);
        figures.add(name, Figure.WHOLE, result.whole().toMillis() / 1e3);
        out.printf(
            Locale.ROOT,
            "round %d  %-40s %,8.0f events/s  %5.1f s CPU per million, broker %5.1f s, %,5.0f MB at"
                + " most, whole process %5.1f s and %5.1f s CPU%n",
            round,
            name,
            result.eventsPerSecond(),
            result.cpuPerMillion(),
            result.brokerCpuPerMillion(),
            result.peakMemoryBytes() / 1e6,
            result.whole().toMillis() / 1e3,
            result.wholeCpu().toMillis() / 1e3);
        out.flush();
      }
    }
    for (EventForm form : forms) {
      bench.topics().deleteAll(prefix(form));
    }
  }

  private static void load(Bench bench, Workload workload, List<Variant> variants, EventForm form)
      throws IOException {
    String prefix = prefix(form);
    Variant any =
        variants.stream()
            .filter(variant -> variant.pipeline().form() == form)
            .findFirst()
            .orElseThrow();
    bench.prepare(any, bench.next(prefix), workload.options().partitions());
    try (WorkloadLoader loader = bench.loader()) {
      loader.loadDecisions(workload, Variant.decisionsTopic(prefix));
      loader.load(workload, bench.records(workload, form, prefix));
    }
  }

  private void pace(Bench bench, List<Variant> variants, Collector figures, PrintWriter out)
      throws IOException {
    WorkloadOptions paced = options.withEvents(rate * pacedWarmUp, rate * pacedSeconds);
    for (int round = 1; round <= pacedRounds; round++) {
      for (Variant variant : variants) {
        Workload workload = new Workload(paced, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        Histogram times =
            new PacedRun(bench, workload, rate)
                .run(variant, "paced." + prefix(variant.pipeline().form()));
        double[] found = {
          millis(times.getValueAtPercentile(50)),
          millis(times.getValueAtPercentile(99)),
          millis(times.getValueAtPercentile(99.9))
        };
        figures.add(variant.name(), Figure.P50, found[0]);
        figures.add(variant.name(), Figure.P99, found[1]);
        figures.add(variant.name(), Figure.P999, found[2]);
        out.printf(
            Locale.ROOT,
            "paced %d  %-40s p50 %6.1f ms, p99 %6.1f ms, p99.9 %6.1f ms, max %6.1f ms of %,d alerts"
                + " at %,d events/s%n",
            round,
            variant.name(),
            found[0],
            found[1],
            found[2],
            millis(times.getMaxValue()),
            times.getTotalCount(),
            rate);
        out.flush();
      }
    }
  }

  private static double millis(long micros) {
    return micros / 1e3;
  }

  private static String prefix(EventForm form) {
    return form.id() + ".";
  }

  private Results results(Collector figures) {
    return new Results(
        "pipeline",
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        Machine.here(),
        Commit.here(),
        surroundings.with(Map.of("workload", options.toString(), "rate", Integer.toString(rate))),
        figures.measurements());
  }
}
