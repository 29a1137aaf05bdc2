package dev.vigil.bench.pipeline;

import dev.vigil.bench.report.BarChart;
import dev.vigil.bench.report.Figure;
import dev.vigil.bench.report.Measurement;
import dev.vigil.bench.report.Results;
import dev.vigil.bench.variant.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The results as pictures for documents. */
final class PipelineCharts {
  private final Results results;

  PipelineCharts(Results results) {
    this.results = results;
  }

  /** Draws one file for each figure that was measured. */
  void draw(List<Variant> variants, Path directory) throws IOException {
    Files.createDirectories(directory);
    draw(Figure.THROUGHPUT, "Throughput", variants, directory);
    draw(Figure.CPU, "Processor time of the application", variants, directory);
    draw(Figure.P99, "Producer to alert, 99 % of alerts within", variants, directory);
  }

  private void draw(Figure figure, String title, List<Variant> variants, Path directory)
      throws IOException {
    BarChart chart = new BarChart(title, results.provenance());
    boolean any = false;
    for (Variant variant : variants) {
      Measurement found = results.find(figure.of(variant.name()));
      if (found != null) {
        any = true;
        if (variant.pipeline().isVigil()) {
          chart.bar(variant.name(), found);
        } else {
          chart.baseline(variant.name(), found);
        }
      }
    }
    if (any) {
      Files.writeString(directory.resolve("pipeline-" + figure.id() + ".svg"), chart.svg());
    }
  }
}
