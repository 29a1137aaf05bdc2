package dev.vigil.bench.state;

import dev.vigil.bench.BenchLogging;
import dev.vigil.bench.pipeline.Bench;
import dev.vigil.bench.pipeline.BenchOptions;
import dev.vigil.bench.report.Better;
import dev.vigil.bench.report.Measurement;
import dev.vigil.bench.report.Results;
import dev.vigil.bench.variant.Variant;
import dev.vigil.bench.workload.WorkloadOptions;
import dev.vigil.support.machine.Commit;
import dev.vigil.support.machine.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
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

/** Measures the restore of a large state, and the work with it. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Fill the changelogs of an application with the state of many events and patients, then start"
          + " the application without a state directory, as after the loss of a machine: measure how long"
          + " the restore takes, and memory and disk.",
      "Then drain new events with the large state and with an empty one, in turn.",
      "Needs about 220 bytes of disk for each id below the directory for temporary files. Ends with 1 if the"
          + " restored state does not know a duplicate or a patient's deny."
    })
public final class RestoreCommand implements Callable<Integer> {
  @Mixin private FillOptions fill = new FillOptions();

  @Option(
      names = "--patients",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Patients, each with a Consent. Default: ${DEFAULT-VALUE}.")
  private int patients = 1_000_000;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "8",
      description = "Partitions of every topic. Default: ${DEFAULT-VALUE}.")
  private int partitions = 8;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the application; may be given several times.")
  private List<String> settings = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often everything is measured. Default: ${DEFAULT-VALUE}.")
  private int rounds = 1;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "1000000",
      description =
          "Events that are drained with the large state and with an empty one; 0: none. Default:"
              + " ${DEFAULT-VALUE}.")
  private int events = 1_000_000;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the results for bench compare, too.")
  private @Nullable Path json;

  @Mixin private BenchOptions surroundings = new BenchOptions();

  @Spec private CommandSpec spec;

  // picocli injects it.
  @SuppressWarnings("NullAway.Init")
  public RestoreCommand() {}

  @Override
  public Integer call() throws IOException {
    BenchLogging.quieten();
    try (Bench bench = Bench.start(surroundings)) {
      return measure(bench);
    }
  }

  private int measure(Bench bench) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    WorkloadOptions workload =
        new WorkloadOptions().withPatients(patients).withPartitions(partitions);
    Variant variant = Variant.parse(String.join("+", allOf("vigil-json", settings)));
    LargeState large =
        new LargeState(bench, variant, workload, fill, InstantSource.system().instant());
    Restore empty = large.prepare();
    out.printf(
        Locale.ROOT,
        "empty state: %.1f s to the first processed record, %.1f s until all partitions process%n",
        empty.firstSeconds(),
        empty.allSeconds());
    out.flush();
    long began = System.nanoTime();
    ChangelogSizes sizes = large.fill();
    out.printf(Locale.ROOT, "changelogs filled in %.0f s%n", (System.nanoTime() - began) / 1e9);
    print(out, sizes);
    List<Restore> restores = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      restores.add(large.restore());
    }
    print(out, sizes, empty, restores, large.diskBytes());
    out.flush();
    List<Measurement> measurements = new ArrayList<>(measurements(sizes, empty, restores));
    if (events > 0) {
      measurements.addAll(new FullAndEmpty(bench, variant, large, events).drain(rounds, out));
    }
    if (json != null) {
      new Results(
              "restore",
              Instant.now(),
              Machine.here(),
              Commit.here(),
              surroundings.with(
                  Map.of(
                      "ids", Long.toString(fill.ids),
                      "patients", Integer.toString(patients),
                      "partitions", Integer.toString(partitions),
                      "events", Integer.toString(events),
                      "settings", String.join(" ", settings))),
              measurements)
          .write(json);
    }
    return restores.stream().allMatch(Restore::knowsThePast) ? 0 : 1;
  }

  private static List<String> allOf(String first, List<String> others) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(others);
    return all;
  }

  private static void print(PrintWriter out, ChangelogSizes sizes) {
    out.println();
    out.println("| changelog | records | on the broker | for each record |");
    out.println("|---|---|---|---|");
    sizes
        .stores()
        .forEach(
            (store, size) ->
                out.printf(
                    Locale.ROOT,
                    "| %s | %,d | %,.0f MB | %.0f bytes |%n",
                    store,
                    size.records(),
                    size.bytes() / 1e6,
                    (double) size.bytes() / Math.max(1, size.records())));
    out.flush();
  }

  private static void print(
      PrintWriter out,
      ChangelogSizes sizes,
      Restore empty,
      List<Restore> restores,
      Map<String, Long> disk) {
    out.println();
    out.println(
        "| round | first record | all partitions | records/s | MB/s | CPU | most memory | state directory |"
            + " knows the past |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    int round = 0;
    for (Restore restore : restores) {
      round++;
      double seconds = restore.allSeconds() - empty.allSeconds();
      out.printf(
          Locale.ROOT,
          "| %d | %.1f s | %.1f s | %,.0f | %.1f | %.1f s | %,d MB | %,.0f MB | %s |%n",
          round,
          restore.firstSeconds(),
          restore.allSeconds(),
          sizes.records() / seconds,
          sizes.bytes() / 1e6 / seconds,
          restore.cpuSeconds(),
          restore.peakBytes() >> 20,
          restore.diskBytes() / 1e6,
          restore.knowsThePast() ? "yes" : "NO");
    }
    out.println();
    out.println("| store | disk | for each record |");
    out.println("|---|---|---|");
    sizes
        .stores()
        .forEach(
            (store, size) -> {
              long bytes = disk.getOrDefault(store, 0L);
              out.printf(
                  Locale.ROOT,
                  "| %s | %,.0f MB | %.0f bytes |%n",
                  store,
                  bytes / 1e6,
                  (double) bytes / Math.max(1, size.records()));
            });
  }

  private static List<Measurement> measurements(
      ChangelogSizes sizes, Restore empty, List<Restore> restores) {
    return List.of(
        new Measurement("start/empty", "s", Better.LOWER, List.of(empty.allSeconds())),
        of(restores, "restore/time", "s", Better.LOWER, Restore::allSeconds),
        of(
            restores,
            "restore/rate",
            "records/s",
            Better.HIGHER,
            restore -> sizes.records() / (restore.allSeconds() - empty.allSeconds())),
        of(restores, "restore/cpu", "s", Better.LOWER, Restore::cpuSeconds),
        of(restores, "restore/memory", "bytes", Better.LOWER, Restore::peakBytes),
        of(restores, "restore/disk", "bytes", Better.LOWER, Restore::diskBytes));
  }

  private static Measurement of(
      List<Restore> restores,
      String name,
      String unit,
      Better better,
      java.util.function.ToDoubleFunction<Restore> figure) {
    return new Measurement(
        name, unit, better, restores.stream().map(figure::applyAsDouble).toList());
  }
}
