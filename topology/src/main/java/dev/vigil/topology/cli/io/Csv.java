package dev.vigil.topology.cli.io;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Results as a table that spreadsheets open (RFC 4180). */
public final class Csv {
  private Csv() {}

  /** One line; null is an empty cell. */
  public static String line(List<? extends @Nullable String> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(","));
  }

  private static String cell(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    String safe = Printable.of(text);
    // A spreadsheet would take it for a formula, and ids come from outside.
    if ("=+-@".indexOf(safe.charAt(0)) >= 0) {
      safe = "'" + safe;
    }
    return safe.contains(",") || safe.contains("\"") || !safe.equals(safe.strip())
        ? "\"" + safe.replace("\"", "\"\"") + "\""
        : safe;
  }
}
