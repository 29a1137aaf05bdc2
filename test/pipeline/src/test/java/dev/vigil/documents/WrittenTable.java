package dev.vigil.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** The part of a page that a test writes: between two comments, of which the first names it. */
public final class WrittenTable {
  private WrittenTable() {}

  /**
   * A page with other rows in one of its tables.
   *
   * @param lines of the page
   * @param table its name
   * @param by the test that writes it
   */
  public static List<String> replaced(
      List<String> lines, String table, Class<?> by, List<String> rows) {
    int start = lines.indexOf("<!-- " + table + ": written by " + by.getSimpleName() + " -->");
    assertThat(start).as("the place of the table %s", table).isNotNegative();
    int end = start + lines.subList(start, lines.size()).indexOf("<!-- end -->");
    assertThat(end).as("the end of the table %s", table).isGreaterThan(start);
    List<String> result = new ArrayList<>(lines.subList(0, start + 1));
    result.addAll(rows);
    result.addAll(lines.subList(end, lines.size()));
    return result;
  }
}
