package dev.vigil.reference;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a shipped profile, read after the documentation of its columns. */
final class ReferenceProfile {

  /**
   * One row.
   *
   * @param fromAge first day of the band, counted from birth
   * @param toAge first day behind it; null: no end
   */
  record Row(
      String loinc,
      String substance,
      String unit,
      @Nullable BigDecimal low,
      boolean lowIncluded,
      @Nullable BigDecimal high,
      boolean highIncluded,
      Period fromAge,
      @Nullable Period toAge,
      boolean enabled) {

    /** Whether somebody born on that day is in the band on the other. */
    boolean holdsFor(LocalDate birth, LocalDate taken) {
      LocalDate day = taken.isBefore(birth) ? birth : taken;
      boolean old = fromAge.isZero() || !day.isBefore(birth.plus(fromAge));
      return old && (toAge == null || day.isBefore(birth.plus(toAge)));
    }

    /** LOW, HIGH or null. */
    @Nullable String crossedBy(BigDecimal value) {
      if (low != null && value.compareTo(low) < (lowIncluded ? 1 : 0)) {
        return "LOW";
      }
      if (high != null && value.compareTo(high) > (highIncluded ? -1 : 0)) {
        return "HIGH";
      }
      return null;
    }
  }

  private ReferenceProfile() {}

  static List<Row> read(String name) throws IOException {
    String file = "/dev/vigil/config/profiles/" + name + ".csv";
    CsvSchema schema = CsvSchema.emptySchema().withHeader().withComments();
    List<Row> rows = new ArrayList<>();
    try (InputStream in = ReferenceProfile.class.getResourceAsStream(file);
        MappingIterator<Map<String, String>> lines =
            new CsvMapper().readerForMapOf(String.class).with(schema).readValues(in)) {
      while (lines.hasNext()) {
        Map<String, String> cells = lines.next();
        String fromAge = cell(cells, "age_min");
        String toAge = cell(cells, "age_max");
        rows.add(
            new Row(
                cell(cells, "loinc"),
                cell(cells, "substance"),
                cell(cells, "unit_ucum"),
                number(cells, "low_critical"),
                cell(cells, "low_op").equals("<="),
                number(cells, "high_critical"),
                cell(cells, "high_op").equals(">="),
                fromAge.isEmpty() ? Period.ZERO : Period.parse(fromAge),
                toAge.isEmpty() ? null : Period.parse(toAge),
                !cell(cells, "enabled").equals("no")));
      }
    }
    return rows;
  }

  private static @Nullable BigDecimal number(Map<String, String> cells, String column) {
    String text = cell(cells, column);
    return text.isEmpty() ? null : new BigDecimal(text);
  }

  private static String cell(Map<String, String> cells, String column) {
    return cells.getOrDefault(column, "").strip();
  }
}
