package dev.vigil.config.profile;

import dev.vigil.config.profile.ProfileException.Fault;
import java.math.BigDecimal;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One row of a profile on its way to a rule. */
final class ProfileRow {
  static final List<String> COLUMNS =
      List.of(
          "loinc",
          "analyte",
          "substance",
          "specimen",
          "unit_ucum",
          "low_critical",
          "low_op",
          "high_critical",
          "high_op",
          "age_min",
          "age_max",
          "enabled",
          "source",
          "note");
  static final List<String> REQUIRED = List.of("loinc", "analyte", "unit_ucum", "source");

  private static final int MAX_LIMIT_LENGTH = 20;
  private static final int MAX_AGE_YEARS = 200;

  private final List<String> columns;
  private final String[] cells;
  private final int line;
  private final String file;
  private final Consumer<Fault> report;
  private boolean valid = true;

  ProfileRow(List<String> columns, String[] cells, String file, int line, Consumer<Fault> report) {
    this.columns = columns;
    this.cells = cells;
    this.file = file;
    this.line = line;
    this.report = report;
  }

  /** The rule, or null if a fault was reported. */
  @Nullable CriticalValueRule rule() {
    if (cells.length > columns.size()) {
      fault("more cells than columns: put double quotes around text with a comma");
      return null;
    }
    for (String column : REQUIRED) {
      if (cell(column).isEmpty()) {
        fault("no " + column);
      }
    }
    String loinc = cell("loinc");
    if (!loinc.isEmpty() && !LoincCode.isValid(loinc)) {
      fault("'" + loinc + "' is not a LOINC code: form or check digit is wrong");
    }
    Limit low = limit("low", "<");
    Limit high = limit("high", ">");
    if (valid && low == null && high == null) {
      fault("neither a low nor a high limit");
    }
    if (low != null && high != null && low.value().compareTo(high.value()) >= 0) {
      fault("limits in the wrong order: low " + low.value() + ", high " + high.value());
    }
    Period ageMin = age("age_min");
    Period ageMax = age("age_max");
    Period from = ageMin == null ? Period.ZERO : ageMin;
    if (!AgeBandCheck.isOrdered(from, ageMax)) {
      fault("age_max is not after age_min");
    }
    Substance substance = substance();
    boolean enabled = enabled();
    if (!valid) {
      return null;
    }
    return new CriticalValueRule(
        id(loinc, from, ageMax),
        loinc,
        cell("analyte"),
        substance,
        cell("specimen"),
        cell("unit_ucum"),
        low,
        high,
        from,
        ageMax,
        enabled,
        cell("source"),
        cell("note"),
        line);
  }

  private static String id(String loinc, Period from, @Nullable Period to) {
    if (from.isZero() && to == null) {
      return loinc;
    }
    return loinc + '/' + from + '-' + (to == null ? "" : to);
  }

  private String cell(String column) {
    int index = columns.indexOf(column);
    return index < 0 || index >= cells.length || cells[index] == null ? "" : cells[index].strip();
  }

  private void fault(String message) {
    valid = false;
    report.accept(new Fault(file, line, message));
  }

  private @Nullable Limit limit(String side, String operator) {
    String text = cell(side + "_critical");
    String given = cell(side + "_op");
    if (text.isEmpty() && given.isEmpty()) {
      return null;
    }
    if (text.isEmpty()) {
      fault(side + "_op without " + side + "_critical");
      return null;
    }
    if (!given.equals(operator) && !given.equals(operator + "=")) {
      fault(side + "_op is '" + given + "'; allowed: " + operator + " and " + operator + "=");
      return null;
    }
    try {
      if (text.length() <= MAX_LIMIT_LENGTH && text.indexOf('e') < 0 && text.indexOf('E') < 0) {
        return new Limit(new BigDecimal(text), given.length() == 2);
      }
    } catch (NumberFormatException e) {
      // Reported below, together with numbers that are too long.
    }
    fault(side + "_critical is '" + text + "', not a plain number with a decimal point");
    return null;
  }

  private @Nullable Period age(String column) {
    String text = cell(column);
    if (text.isEmpty()) {
      return null;
    }
    try {
      Period age = Period.parse(text);
      if (!age.isNegative() && age.toTotalMonths() <= MAX_AGE_YEARS * 12L) {
        return age;
      }
    } catch (DateTimeParseException e) {
      // Reported below, together with ages out of bounds.
    }
    fault(column + " is '" + text + "', not an ISO 8601 period such as P28D, P6M or P16Y");
    return null;
  }

  private @Nullable Substance substance() {
    String label = cell("substance");
    if (label.isEmpty()) {
      return null;
    }
    Substance substance = Substance.of(label);
    if (substance == null) {
      fault("unknown substance '" + label + "'; known: " + Substance.labels());
    }
    return substance;
  }

  private boolean enabled() {
    String text = cell("enabled");
    if (!List.of("", "yes", "no").contains(text)) {
      fault("enabled is '" + text + "'; allowed: yes and no");
    }
    return !text.equals("no");
  }
}
