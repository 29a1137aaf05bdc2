package dev.vigil.bench.state;

import dev.vigil.bench.pipeline.Bench;
import dev.vigil.bench.pipeline.Drain;
import dev.vigil.bench.report.Better;
import dev.vigil.bench.report.Measurement;
import dev.vigil.bench.variant.Surroundings;
import dev.vigil.bench.variant.Variant;
import dev.vigil.bench.workload.Expected;
import dev.vigil.bench.workload.Workload;
import dev.vigil.bench.workload.WorkloadLoader;
import dev.vigil.bench.workload.WorkloadOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The same new events with the large state and with an empty one, in turn. */
final class FullAndEmpty {
  private static final String EMPTY = "empty.";

  private final Bench bench;
  private final Variant variant;
  private final LargeState large;
  private final WorkloadOptions options;

  /** Drains as many events in each round, after a third as many to warm up. */
  FullAndEmpty(Bench bench, Variant variant, LargeState large, int events) {
    this.bench = bench;
    this.variant = variant;
    this.large = large;
    this.options = large.workload().withEvents(events / 3, events);
  }

  /** Prints a line for each drain; gives what was measured. */
  List<Measurement> drain(int rounds, PrintWriter out) throws IOException {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Workload round = new Workload(options, now);
    // What one round brought, the next must not bring again.
    Workload all = new Workload(options.withEvents(0, rounds * round.size()), now);
    List<Drain.Result> full = new ArrayList<>();
    List<Drain.Result> empty = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    out.println();
    out.println("| round | state | events/s | CPU for a million | most memory |");
    out.println("|---|---|---|---|---|");
    for (int i = 0; i < rounds; i++) {
      int first = i * round.size();
      full.add(full(all, first, round));
      print(out, i + 1, "full", full.get(i));
      empty.add(empty(all, first, round));
      print(out, i + 1, "empty", empty.get(i));
      ratios.add(full.get(i).eventsPerSecond() / empty.get(i).eventsPerSecond());
    }
    Measurement ratio = new Measurement("drain/ratio", "", Better.HIGHER, ratios);
    out.printf(Locale.ROOT, "%nfull / empty: %.2f, the median%n", ratio.median());
    out.flush();
    return List.of(
        throughput("drain/full/throughput", full),
        throughput("drain/empty/throughput", empty),
        ratio);
  }

  private Drain.Result full(Workload all, int first, Workload round) throws IOException {
    load(all, first, round, large.around().prefix());
    Drain.Result result = drained(round, large.around(), large.sent());
    large.processed(round.size());
    return result;
  }

  private Drain.Result empty(Workload all, int first, Workload round) throws IOException {
    Surroundings around = bench.next(EMPTY);
    bench.prepare(variant, around, options.partitions());
    load(all, first, round, EMPTY);
    try {
      return drained(round, around, 0);
    } finally {
      bench.forget(around);
      bench.topics().deleteAll(EMPTY);
    }
  }

  private Drain.Result drained(Workload workload, Surroundings around, long before)
      throws IOException {
    return new Drain(bench, workload, Expected.of(workload, 0)).run(variant, around, before);
  }

  private void load(Workload all, int first, Workload round, String prefix) throws IOException {
    try (WorkloadLoader loader = bench.loader()) {
      loader.loadResults(
          bench.records(all, variant.pipeline().form(), prefix), first, first + round.size());
    }
  }

  private static void print(PrintWriter out, int round, String state, Drain.Result result) {
    out.printf(
        Locale.ROOT,
        "| %d | %s | %,.0f | %.1f s | %,d MB |%n",
        round,
        state,
        result.eventsPerSecond(),
        result.cpuPerMillion(),
        result.peakMemoryBytes() >> 20);
    out.flush();
  }

  private static Measurement throughput(String name, List<Drain.Result> results) {
    return new Measurement(
        name,
        "events/s",
        Better.HIGHER,
        results.stream().map(Drain.Result::eventsPerSecond).toList());
  }
}
