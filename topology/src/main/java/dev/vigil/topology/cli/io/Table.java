package dev.vigil.topology.cli.io;

import java.io.PrintWriter;
import java.util.List;

/** Prints columns as wide as what stands in them. */
public final class Table {
  private Table() {}

  /** A line of headings, then one for each row; all have as many columns. */
  public static void print(PrintWriter out, List<String> headings, List<List<String>> rows) {
    int[] widths = headings.stream().mapToInt(String::length).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    line(out, headings, widths);
    rows.forEach(row -> line(out, row, widths));
  }

  private static void line(PrintWriter out, List<String> columns, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String column = Printable.of(columns.get(i));
      line.append(column).append(" ".repeat(widths[i] - column.length() + 2));
    }
    out.println(line.toString().stripTrailing());
  }
}
