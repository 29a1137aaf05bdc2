package dev.vigil.bench.pipeline;

import dev.vigil.bench.BenchLogging;
import dev.vigil.bench.report.Collector;
import dev.vigil.bench.report.Figure;
import dev.vigil.bench.report.LineChart;
import dev.vigil.bench.report.Measurement;
import dev.vigil.bench.report.Results;
import dev.vigil.bench.sample.SyntheticProfiles;
import dev.vigil.bench.variant.Variant;
import dev.vigil.bench.workload.Expected;
import dev.vigil.bench.workload.Workload;
import dev.vigil.bench.workload.WorkloadLoader;
import dev.vigil.bench.workload.WorkloadOptions;
import dev.vigil.support.machine.Commit;
import dev.vigil.support.machine.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what Vigil takes as one thing grows. */
@Command(
    name = "curves",
    mixinStandardHelpOptions = true,
    description = {
      "Measure Vigil's throughput against the size of events, the partitions of one instance, the"
          + " number of outputs and the rules of the profile.",
      "Each point is a workload of its own, worked off in a fresh process with empty state; points of"
          + " one curve take turns. Compare points of one run only.",
      "Ends with 1 if an output is not what it must be."
    })
public final class CurvesCommand implements Callable<Integer> {
  /** What a workload takes in the broker at most, so that large events are fewer. */
  private static final long MOST_BYTES = 700L << 20;

  /** What grows. */
  enum Curve {
    PAYLOAD("bytes of an event"),
    PARTITIONS("partitions"),
    OUTPUTS("outputs"),
    RULES("rules of the profile");

    private final String quantity;

    Curve(String quantity) {
      this.quantity = quantity;
    }

    List<Integer> points() {
      return switch (this) {
        case PAYLOAD -> List.of(500, 1_200, 5_000, 20_000, 100_000);
        case PARTITIONS -> List.of(2, 8, 32, 64);
        case OUTPUTS -> List.of(1, 2, 4, 8);
        case RULES -> List.of(20, 500, 5_000);
      };
    }

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--curves",
      split = ",",
      paramLabel = "CURVE",
      defaultValue = "payload,partitions,outputs,rules",
      description = "Which: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private List<Curve> curves = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each point is measured. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the results to a file, for bench compare.")
  private @Nullable Path json;

  @Option(
      names = "--svg",
      paramLabel = "DIRECTORY",
      description = "Draw each curve into a file of this directory.")
  private @Nullable Path svg;

  @Mixin private WorkloadOptions options = new WorkloadOptions();

  @Mixin private BenchOptions surroundings = new BenchOptions();

  @Spec private CommandSpec spec;

  // picocli calls setters and injects the rest.
  @SuppressWarnings("NullAway.Init")
  CurvesCommand() {}

  @Override
  public Integer call() throws IOException {
    BenchLogging.quieten();
    Collector figures = new Collector();
    try (Bench bench = Bench.start(surroundings)) {
      for (Curve curve : curves) {
        for (int round = 1; round <= rounds; round++) {
          for (int point : curve.points()) {
            measure(bench, curve, point, figures);
          }
        }
      }
    } catch (IllegalStateException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    }
    Results results = results(figures);
    print(results);
    if (json != null) {
      results.write(json);
    }
    if (svg != null) {
      draw(results, svg);
    }
    return 0;
  }

  private void measure(Bench bench, Curve curve, int point, Collector figures) throws IOException {
    String prefix = curve.id() + "-" + point + ".";
    Variant variant = variant(bench, curve, point);
    Workload workload =
        new Workload(workloadOf(curve, point), Instant.now().truncatedTo(ChronoUnit.SECONDS));
    bench.prepare(variant, bench.next(prefix), workload.options().partitions());
    try (WorkloadLoader loader = bench.loader()) {
      loader.load(workload, bench.records(workload, variant.pipeline().form(), prefix));
    }
    Drain.Result result = new Drain(bench, workload, Expected.of(workload)).run(variant, prefix);
    bench.topics().deleteAll(prefix);
    figures.add(subject(curve, point), Figure.THROUGHPUT, result.eventsPerSecond());
    figures.add(subject(curve, point), Figure.CPU, result.cpuPerMillion());
    figures.add(subject(curve, point), Figure.MEMORY, result.peakMemoryBytes() / 1e6);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%-10s %,7d  %,8.0f events/s  %6.1f s CPU per million, broker %6.1f s, %,6.0f MB at most%n",
        curve.id(),
        point,
        result.eventsPerSecond(),
        result.cpuPerMillion(),
        result.brokerCpuPerMillion(),
        result.peakMemoryBytes() / 1e6);
    out.flush();
  }

  private WorkloadOptions workloadOf(Curve curve, int point) {
    return switch (curve) {
      case PAYLOAD -> {
        double share =
            Math.min(
                1, (double) MOST_BYTES / ((long) point * (options.events() + options.warmUp())));
        yield options
            .withBytes(point)
            .withEvents((int) (options.warmUp() * share), (int) (options.events() * share));
      }
      case PARTITIONS -> options.withPartitions(point);
      case OUTPUTS, RULES -> options;
    };
  }

  private static Variant variant(Bench bench, Curve curve, int point) throws IOException {
    List<String> settings = new ArrayList<>();
    if (curve == Curve.OUTPUTS) {
      settings.add("vigil.outputs.treatment.purpose=TREAT");
      for (int i = 2; i <= point; i++) {
        settings.add("vigil.outputs.treatment-" + i + ".purpose=TREAT");
      }
    }
    if (curve == Curve.RULES) {
      Path file = bench.file("profile-" + point + ".csv");
      Files.writeString(file, SyntheticProfiles.csv(point));
      settings.add("vigil.profile=" + file);
    }
    return new Variant(curve.id() + " " + point, Variant.Pipeline.VIGIL_JSON, settings, List.of());
  }

  private static String subject(Curve curve, int point) {
    return curve.id() + "/" + point;
  }

  private Results results(Collector figures) {
    return new Results(
        "curves",
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        Machine.here(),
        Commit.here(),
        surroundings.with(Map.of("workload", options.toString())),
        figures.measurements());
  }

  private void print(Results results) {
    PrintWriter out = spec.commandLine().getOut();
    for (Curve curve : curves) {
      out.printf(
          "%n| %s | events/s, median (min–max) | CPU per million | memory |%n|---|---|---|---|%n",
          curve.quantity);
      for (int point : curve.points()) {
        Measurement throughput = found(results, curve, point, Figure.THROUGHPUT);
        out.printf(
            Locale.ROOT,
            "| %,d | %,.0f (%,.0f–%,.0f) | %.1f s | %,.0f MB |%n",
            point,
            throughput.median(),
            throughput.min(),
            throughput.max(),
            found(results, curve, point, Figure.CPU).median(),
            found(results, curve, point, Figure.MEMORY).median());
      }
    }
    out.flush();
  }

  private static Measurement found(Results results, Curve curve, int point, Figure figure) {
    Measurement found = results.find(figure.of(subject(curve, point)));
    if (found == null) {
      throw new IllegalStateException("not measured: " + curve.id() + " " + point);
    }
    return found;
  }

  private void draw(Results results, Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Curve curve : curves) {
      LineChart chart =
          new LineChart("Throughput by " + curve.quantity, results.provenance(), curve.quantity)
              .logarithmic();
      for (int point : curve.points()) {
        chart.point("Vigil, JSON", point, found(results, curve, point, Figure.THROUGHPUT));
      }
      Files.writeString(directory.resolve("throughput-" + curve.id() + ".svg"), chart.svg());
    }
  }
}
