package dev.vigil.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How figures change with one quantity: a line for each series, whiskers at each point. */
public final class LineChart {
  private static final int HEIGHT = 260;
  private static final int LEGEND_LINE = 22;
  private static final double TICK_DISTANCE = 44;

  private final String title;
  private final String subtitle;
  private final String quantity;
  private final Map<String, List<Point>> series = new LinkedHashMap<>();
  private boolean logarithmic;

  private record Point(double x, Measurement y) {}

  /**
   * A chart without points.
   *
   * @param subtitle what was measured on what, when: see {@link Results#provenance}
   * @param quantity what the horizontal axis shows, such as {@code partitions}
   */
  public LineChart(String title, String subtitle, String quantity) {
    this.title = title;
    this.subtitle = subtitle;
    this.quantity = quantity;
  }

  /** Gives equal ratios of the quantity equal distances. */
  public LineChart logarithmic() {
    logarithmic = true;
    return this;
  }

  /** Adds a point to a series, in any order. All points have one unit. */
  public LineChart point(String name, double x, Measurement y) {
    if (!series.isEmpty() && !first().unit().equals(y.unit())) {
      throw new IllegalArgumentException(
          "one chart, two units: " + first().unit() + ", " + y.unit());
    }
    if (series.size() == Svg.COLOURS && !series.containsKey(name)) {
      throw new IllegalArgumentException(
          "more than " + Svg.COLOURS + " lines cannot be told apart: " + name);
    }
    series.computeIfAbsent(name, unknown -> new ArrayList<>()).add(new Point(x, y));
    return this;
  }

  private Measurement first() {
    return series.values().iterator().next().get(0).y();
  }

  /** The chart as SVG. */
  public String svg() {
    if (series.isEmpty()) {
      throw new IllegalStateException("a chart without points");
    }
    Svg svg = new Svg(title, subtitle);
    double top = legend(svg) + 28;
    List<Point> all = series.values().stream().flatMap(List::stream).toList();
    Scale vertical = Scale.fromZero(all.stream().mapToDouble(p -> p.y().max()).max().orElse(0));
    double left =
        Svg.MARGIN
            + vertical.ticks().stream().mapToDouble(t -> Svg.width(Figures.tick(t))).max().orElse(0)
            + 8;
    Frame frame = new Frame(left, Svg.WIDTH - Svg.MARGIN - 24, top, top + HEIGHT);
    List<Double> quantities = all.stream().map(Point::x).toList();
    Scale horizontal =
        logarithmic
            ? Scale.logarithmic(quantities, TICK_DISTANCE / (frame.right() - frame.left()))
            : Scale.fromZero(quantities.stream().mapToDouble(x -> x).max().orElse(0));
    axes(svg, frame, horizontal, vertical);
    int number = 0;
    for (List<Point> points : series.values()) {
      draw(svg, frame, horizontal, vertical, number++, points);
    }
    return svg.toText((int) Math.ceil(frame.bottom()) + 48, description());
  }

  private record Frame(double left, double right, double top, double bottom) {
    double x(Scale scale, double value) {
      return left + scale.part(value) * (right - left);
    }

    double y(Scale scale, double value) {
      return bottom - scale.part(value) * (bottom - top);
    }
  }

  /** The series' names; gives the first pixel below. For one series the title will do. */
  private double legend(Svg svg) {
    double y = svg.top() + 8;
    if (series.size() == 1) {
      return svg.top();
    }
    double x = Svg.MARGIN;
    int number = 0;
    for (String name : series.keySet()) {
      double width = 20 + Svg.width(name) + 18;
      if (x > Svg.MARGIN && x + width > Svg.WIDTH - Svg.MARGIN) {
        x = Svg.MARGIN;
        y += LEGEND_LINE;
      }
      svg.mark(number++, x + 6, y);
      svg.text("", x + 18, y + 4, name);
      x += width;
    }
    return y + 14;
  }

  private void axes(Svg svg, Frame frame, Scale horizontal, Scale vertical) {
    svg.text("muted", Svg.MARGIN, frame.top() - 14, Axis.caption(first()));
    for (double tick : vertical.ticks()) {
      double y = frame.y(vertical, tick);
      svg.line(tick == 0 ? "axis" : "grid", frame.left(), y, frame.right(), y);
      svg.text("muted end", frame.left() - 8, y + 4, Figures.tick(tick));
    }
    for (double tick : horizontal.ticks()) {
      double x = frame.x(horizontal, tick);
      svg.line("axis", x, frame.bottom(), x, frame.bottom() + 4);
      svg.text("muted middle", x, frame.bottom() + 18, Figures.tick(tick));
    }
    svg.text("muted middle", (frame.left() + frame.right()) / 2, frame.bottom() + 38, quantity);
  }

  private static void draw(
      Svg svg, Frame frame, Scale horizontal, Scale vertical, int number, List<Point> points) {
    StringBuilder line = new StringBuilder();
    StringBuilder whiskers = new StringBuilder();
    List<Point> sorted = points.stream().sorted(Comparator.comparingDouble(Point::x)).toList();
    for (Point point : sorted) {
      String x = Svg.n(frame.x(horizontal, point.x()));
      line.append(line.length() == 0 ? 'M' : 'L')
          .append(x)
          .append(' ')
          .append(Svg.n(frame.y(vertical, point.y().median())));
      whiskers.append(
          "M%s %sV%s"
              .formatted(
                  x,
                  Svg.n(frame.y(vertical, point.y().min())),
                  Svg.n(frame.y(vertical, point.y().max()))));
    }
    svg.path("line s" + number, line.toString());
    svg.path("line s" + number, whiskers.toString());
    for (Point point : sorted) {
      svg.mark(number, frame.x(horizontal, point.x()), frame.y(vertical, point.y().median()));
    }
  }

  private String description() {
    List<String> parts = new ArrayList<>();
    series.forEach(
        (name, points) ->
            points.stream()
                .sorted(Comparator.comparingDouble(Point::x))
                .forEach(
                    p ->
                        parts.add(
                            "%s at %s: %s"
                                .formatted(name, Figures.tick(p.x()), Figures.of(p.y())))));
    return quantity + ". " + String.join("; ", parts);
  }
}
