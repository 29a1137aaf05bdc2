package dev.vigil.bench.compare;

import dev.vigil.bench.report.Figures;
import dev.vigil.bench.report.Results;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.Printable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares the results of two runs. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compare the medians of two results that bench --json wrote.",
      "A figure is better or worse if it changed by more than the tolerance and lies outside of all"
          + " that the baseline's rounds measured, so that noise does not count.",
      "Ends with 0 if nothing is worse, with 1 if something is."
    })
public final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "BASELINE", description = "Results before.")
  private Path baseline;

  @Parameters(index = "1", paramLabel = "NEW", description = "Results after.")
  private Path measured;

  @Option(
      names = "--tolerance",
      paramLabel = "PERCENT",
      defaultValue = "10",
      description = "What a median may change by. Default: ${DEFAULT-VALUE}.")
  private double tolerance;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  // picocli calls setters and injects the rest.
  @SuppressWarnings("NullAway.Init")
  public CompareCommand() {}

  @Override
  public Integer call() {
    if (!(tolerance >= 0)) {
      throw new ParameterException(spec.commandLine(), "--tolerance is a percentage from 0 on");
    }
    Results before = Results.read(baseline);
    Results after = Results.read(measured);
    Comparison comparison = Comparison.of(before, after, tolerance);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(before, after, comparison));
    } else {
      print(out, before, after, comparison);
    }
    out.flush();
    return comparison.worse() == 0 ? 0 : 1;
  }

  private void print(PrintWriter out, Results before, Results after, Comparison comparison) {
    out.println(line("before: ", before));
    out.println(line("after:  ", after));
    if (!comparison.warnings().isEmpty()) {
      out.println(
          "Warning: not measured alike, so the changes mean little: "
              + Printable.of(String.join("; ", comparison.warnings())));
    }
    if (!comparison.changes().isEmpty()) {
      out.println();
      table(out, comparison.changes());
    }
    only(out, "Only before:", comparison.onlyBefore());
    only(out, "Only after:", comparison.onlyAfter());
    out.println();
    out.printf(
        Locale.ROOT,
        "%d of %d figures worse: beyond %s %% and outside of the baseline's rounds%n",
        comparison.worse(),
        comparison.changes().size(),
        Figures.of(tolerance));
  }

  private static String line(String label, Results results) {
    return label
        + Printable.of(
            "%s, commit %s, %s".formatted(results.benchmark(), results.commit(), results.at()));
  }

  private static void table(PrintWriter out, List<Change> changes) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("measurement", "unit", "before", "after", "change", "verdict"));
    for (Change change : changes) {
      rows.add(
          List.of(
              Printable.of(change.before().name()),
              Printable.of(change.before().unit()),
              Figures.of(change.before().median()),
              Figures.of(change.after().median()),
              percent(change),
              change.verdict().text()));
    }
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    row(out, rows.get(0), widths);
    out.println("|---".repeat(widths.length) + "|");
    rows.subList(1, rows.size()).forEach(row -> row(out, row, widths));
  }

  private static void row(PrintWriter out, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      line.append(' ').append(cells.get(i));
      line.append(" ".repeat(widths[i] - cells.get(i).length() + 1)).append('|');
    }
    out.println(line);
  }

  private static String percent(Change change) {
    Double percent = change.percent();
    return percent == null ? "from 0" : String.format(Locale.ROOT, "%+.1f %%", percent);
  }

  private static void only(PrintWriter out, String heading, List<String> names) {
    if (!names.isEmpty()) {
      out.println();
      out.println(heading);
      names.forEach(name -> out.println("  " + Printable.of(name)));
    }
  }

  private String json(Results before, Results after, Comparison comparison) {
    List<Map<String, Object>> changes = new ArrayList<>();
    for (Change change : comparison.changes()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", change.before().name());
      entry.put("unit", change.before().unit());
      entry.put("before", change.before().median());
      entry.put("after", change.after().median());
      entry.put("changePercent", change.percent());
      entry.put("verdict", change.verdict().name());
      changes.add(entry);
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("commitBefore", before.commit());
    result.put("commitAfter", after.commit());
    result.put("tolerancePercent", tolerance);
    result.put("warnings", comparison.warnings());
    result.put("worse", comparison.worse());
    result.put("changes", changes);
    result.put("onlyBefore", comparison.onlyBefore());
    result.put("onlyAfter", comparison.onlyAfter());
    return Json.inOrder(result);
  }
}
