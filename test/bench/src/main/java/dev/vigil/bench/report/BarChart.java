package dev.vigil.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A bar for each variant, its length the median, with whiskers from the least to the greatest
 * value.
 */
public final class BarChart {
  private static final int ROW = 34;
  private static final int BAR = 18;
  private static final int MOST_LABEL = 300;

  private final String title;
  private final String subtitle;
  private final List<Bar> bars = new ArrayList<>();

  private record Bar(String label, Measurement measurement, boolean baseline) {}

  /**
   * A chart without bars.
   *
   * @param subtitle what was measured on what, when: see {@link Results#provenance}
   */
  public BarChart(String title, String subtitle) {
    this.title = title;
    this.subtitle = subtitle;
  }

  /** Adds a bar below the others. All bars have one unit. */
  public BarChart bar(String label, Measurement measurement) {
    return add(new Bar(label, measurement, false));
  }

  /** Adds a bar that others are compared with: grey. */
  public BarChart baseline(String label, Measurement measurement) {
    return add(new Bar(label, measurement, true));
  }

  private BarChart add(Bar bar) {
    if (!bars.isEmpty() && !bars.get(0).measurement().unit().equals(bar.measurement().unit())) {
      throw new IllegalArgumentException(
          "one chart, two units: "
              + bars.get(0).measurement().unit()
              + ", "
              + bar.measurement().unit());
    }
    bars.add(bar);
    return this;
  }

  /** The chart as SVG. */
  public String svg() {
    if (bars.isEmpty()) {
      throw new IllegalStateException("a chart without bars");
    }
    Svg svg = new Svg(title, subtitle);
    Scale scale =
        Scale.fromZero(bars.stream().mapToDouble(b -> b.measurement().max()).max().orElse(0));
    double left =
        Svg.MARGIN
            + Math.min(
                MOST_LABEL, bars.stream().mapToDouble(b -> Svg.width(b.label())).max().orElse(0))
            + 8;
    double right = Svg.WIDTH - Svg.MARGIN - 60;
    double top = svg.top();
    double bottom = top + ROW * bars.size();
    for (double tick : scale.ticks()) {
      double x = left + scale.part(tick) * (right - left);
      svg.line(tick == 0 ? "axis" : "grid", x, top, x, bottom);
      svg.text("muted middle", x, bottom + 16, Figures.tick(tick));
    }
    for (int i = 0; i < bars.size(); i++) {
      draw(svg, bars.get(i), scale, left, right, top + ROW * (i + 0.5));
    }
    Measurement first = bars.get(0).measurement();
    svg.text("muted middle", (left + right) / 2, bottom + 36, Axis.caption(first));
    return svg.toText((int) Math.ceil(bottom) + 48, description());
  }

  private static void draw(
      Svg svg, Bar bar, Scale scale, double left, double right, double middle) {
    Measurement measurement = bar.measurement();
    double width = right - left;
    svg.text("end", left - 8, middle + 4, bar.label());
    svg.rectangle(
        bar.baseline() ? "baseline" : "f0",
        left,
        middle - BAR / 2.0,
        scale.part(measurement.median()) * width,
        BAR);
    double most = left + scale.part(measurement.max()) * width;
    if (measurement.values().size() > 1) {
      double least = left + scale.part(measurement.min()) * width;
      svg.path(
          "whisker",
          "M%1$s %3$sV%4$sM%1$s %5$sH%2$sM%2$s %3$sV%4$s"
              .formatted(
                  Svg.n(least), Svg.n(most), Svg.n(middle - 5), Svg.n(middle + 5), Svg.n(middle)));
    }
    svg.text("value", most + 8, middle + 4, Figures.of(measurement.median()));
  }

  private String description() {
    List<String> parts = new ArrayList<>();
    bars.forEach(bar -> parts.add(bar.label() + ": " + Figures.of(bar.measurement())));
    return String.join("; ", parts);
  }
}
