package dev.vigil.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A drawing as SVG text, readable on a light and on a dark page. The same calls give the same text.
 */
final class Svg {
  static final int WIDTH = 760;
  static final int MARGIN = 16;

  /** Where what follows the title and the subtitle begins, with a subtitle of one line. */
  private static final int SUBTITLE = 46;

  private static final int LINE = 16;

  /** As wide as an average character of 12 pixels is, in a wide font. */
  private static final double CHARACTER = 6.7;

  private static final String STYLE =
      """
      .vigil text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #24292f }
      .vigil .title { font-size: 16px; font-weight: 600 }
      .vigil .muted { fill: #57606a }
      .vigil .value { font-weight: 600 }
      .vigil .middle { text-anchor: middle }
      .vigil .end { text-anchor: end }
      .vigil .grid { stroke: #d0d7de; stroke-width: 1 }
      .vigil .axis { stroke: #57606a; stroke-width: 1 }
      .vigil .whisker { stroke: #24292f; stroke-width: 1.5; fill: none }
      .vigil .line { fill: none; stroke-width: 2 }
      .vigil .baseline { fill: #8c959f }
      .vigil .f0 { fill: #0969da } .vigil .s0 { stroke: #0969da }
      .vigil .f1 { fill: #bc4c00 } .vigil .s1 { stroke: #bc4c00 }
      .vigil .f2 { fill: #1a7f37 } .vigil .s2 { stroke: #1a7f37 }
      .vigil .f3 { fill: #8250df } .vigil .s3 { stroke: #8250df }
      .vigil .f4 { fill: #57606a } .vigil .s4 { stroke: #57606a }
      .vigil .f5 { fill: #bf3989 } .vigil .s5 { stroke: #bf3989 }
      @media (prefers-color-scheme: dark) {
        .vigil text { fill: #e6edf3 }
        .vigil .muted { fill: #9ea7b3 }
        .vigil .grid { stroke: #3d444d }
        .vigil .axis { stroke: #9ea7b3 }
        .vigil .whisker { stroke: #e6edf3 }
        .vigil .baseline { fill: #6e7681 }
        .vigil .f0 { fill: #4493f8 } .vigil .s0 { stroke: #4493f8 }
        .vigil .f1 { fill: #f0883e } .vigil .s1 { stroke: #f0883e }
        .vigil .f2 { fill: #3fb950 } .vigil .s2 { stroke: #3fb950 }
        .vigil .f3 { fill: #ab7df8 } .vigil .s3 { stroke: #ab7df8 }
        .vigil .f4 { fill: #9ea7b3 } .vigil .s4 { stroke: #9ea7b3 }
        .vigil .f5 { fill: #f778ba } .vigil .s5 { stroke: #f778ba }
      }
      """;

  /** How many series the style has colours for. */
  static final int COLOURS = 6;

  private final String title;
  private final List<String> subtitle;
  private final StringBuilder body = new StringBuilder();

  Svg(String title, String subtitle) {
    this.title = title;
    this.subtitle = lines(subtitle);
    text("title", MARGIN, 26, title);
    for (int i = 0; i < this.subtitle.size(); i++) {
      text("muted", MARGIN, SUBTITLE + LINE * i, this.subtitle.get(i));
    }
  }

  /** The first pixel below title and subtitle. */
  int top() {
    return SUBTITLE + LINE * Math.max(0, subtitle.size() - 1) + 12;
  }

  /** About as many pixels as a text of 12 pixels' height is wide. */
  static double width(String text) {
    return text.codePointCount(0, text.length()) * CHARACTER;
  }

  void text(String style, double x, double y, String text) {
    element("<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>", style, n(x), n(y), escape(text));
  }

  void line(String style, double x1, double y1, double x2, double y2) {
    element(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>",
        style, n(x1), n(y1), n(x2), n(y2));
  }

  void rectangle(String style, double x, double y, double width, double height) {
    element(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"2\"/>",
        style, n(x), n(y), n(width), n(height));
  }

  /** A path; its commands contain numbers made by {@link #n}. */
  void path(String style, String commands) {
    element("<path class=\"%s\" d=\"%s\"/>", style, commands);
  }

  /** A point's mark, of another form for each series: colours alone do not reach everybody. */
  void mark(int series, double x, double y) {
    String style = "f" + series;
    switch (series % 4) {
      case 0 -> element("<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"4\"/>", style, n(x), n(y));
      case 1 -> rectangle(style, x - 3.5, y - 3.5, 7, 7);
      case 2 -> polygon(style, x, y - 5, x + 5, y + 3.5, x - 5, y + 3.5);
      default -> polygon(style, x, y - 5, x + 5, y, x, y + 5, x - 5, y);
    }
  }

  private void polygon(String style, double... coordinates) {
    StringBuilder points = new StringBuilder();
    for (double coordinate : coordinates) {
      points.append(points.length() == 0 ? "" : " ").append(n(coordinate));
    }
    element("<polygon class=\"%s\" points=\"%s\"/>", style, points);
  }

  /**
   * The whole drawing.
   *
   * @param description what the drawing says, for who does not see it
   */
  String toText(int height, String description) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" class="vigil" role="img" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d">
    <title>%3$s</title>
    <desc>%4$s</desc>
    <style>
    %5$s</style>
    %6$s</svg>
    """
        .formatted(WIDTH, height, escape(title), escape(description), STYLE, body);
  }

  /** A coordinate: a tenth of a pixel is enough. */
  static String n(double coordinate) {
    String text = String.format(Locale.ROOT, "%.1f", coordinate);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private void element(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (line.length() > 0 && width(line + " " + word) > WIDTH - 2 * MARGIN) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                // XML knows no other control characters.
                default -> escaped.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
              }
            });
    return escaped.toString();
  }
}
