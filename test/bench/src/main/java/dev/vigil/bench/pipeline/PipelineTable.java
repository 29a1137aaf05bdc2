package dev.vigil.bench.pipeline;

import dev.vigil.bench.report.Figure;
import dev.vigil.bench.report.Measurement;
import dev.vigil.bench.report.Results;
import dev.vigil.bench.variant.Variant;
import java.util.List;
import java.util.Locale;

/** The results as a table for documents. */
final class PipelineTable {
  private final Results results;

  PipelineTable(Results results) {
    this.results = results;
  }

  String markdown(List<Variant> variants) {
    StringBuilder table = new StringBuilder();
    table.append(
        "| pipeline | events/s, median (min–max) | its CPU per million | broker's | memory |"
            + " p50 / p99 / p99.9 |\n|---|---|---|---|---|---|\n");
    for (Variant variant : variants) {
      table
          .append("| ")
          .append(variant.name())
          .append(" | ")
          .append(spread(variant, Figure.THROUGHPUT))
          .append(" | ")
          .append(median(variant, Figure.CPU, "%.1f s"))
          .append(" | ")
          .append(median(variant, Figure.BROKER_CPU, "%.1f s"))
          .append(" | ")
          .append(median(variant, Figure.MEMORY, "%,.0f MB"))
          .append(" | ")
          .append(median(variant, Figure.P50, "%.0f"))
          .append(" / ")
          .append(median(variant, Figure.P99, "%.0f"))
          .append(" / ")
          .append(median(variant, Figure.P999, "%.0f ms"))
          .append(" |\n");
    }
    return table.toString();
  }

  private String spread(Variant variant, Figure figure) {
    Measurement found = results.find(figure.of(variant.name()));
    return found == null
        ? "-"
        : String.format(
            Locale.ROOT, "%,.0f (%,.0f–%,.0f)", found.median(), found.min(), found.max());
  }

  private String median(Variant variant, Figure figure, String format) {
    Measurement found = results.find(figure.of(variant.name()));
    return found == null ? "-" : String.format(Locale.ROOT, format, found.median());
  }
}
