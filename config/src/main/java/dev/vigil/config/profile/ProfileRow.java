package dev.vigil.config.profile;

import static dev.vigil.config.profile.ProfileFaults.shown;

import dev.vigil.config.units.Substance;
import dev.vigil.config.units.Units;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Pattern;
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
          "repeat_window",
          "delta_change",
          "delta_window",
          "acknowledge_within",
          "enabled",
          "source",
          "note");
  static final List<String> REQUIRED = List.of("loinc", "analyte", "unit_ucum", "source");

  private static final int MAX_CELL_LENGTH = 500;

  /** Signs that every reader of the alert takes the same way, and few enough to compute with. */
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,12}(\\.[0-9]{1,8})?");

  /** The last values of a patient are kept so long. */
  private static final Duration MAX_DURATION = Duration.ofDays(31);

  private final List<String> columns;
  private final String[] cells;
  private final int line;
  private final ProfileFaults faults;
  private boolean valid = true;

  ProfileRow(List<String> columns, String[] cells, int line, ProfileFaults faults) {
    this.columns = columns;
    this.cells = cells;
    this.line = line;
    this.faults = faults;
  }

  /**
   * The rule, or null if a fault was reported.
   *
   * @param bands takes the ages of an enabled row. A disabled one judges nothing, so it may stay
   *     beside the row that replaced it
   */
  @Nullable CriticalValueRule rule(AgeBands bands) {
    if (cells.length > columns.size()) {
      fault("more cells than columns: put double quotes around text with a comma");
      return null;
    }
    for (String column : columns) {
      checkText(column);
    }
    for (String column : REQUIRED) {
      if (cell(column).isEmpty()) {
        fault("no " + column);
      }
    }
    String loinc = cell("loinc");
    if (!loinc.isEmpty() && !LoincCode.isValid(loinc)) {
      fault(shown(loinc) + " is not a LOINC code: form or check digit is wrong");
    }
    Limit low = limit("low", "<");
    Limit high = limit("high", ">");
    DeltaLimit delta = delta();
    if (valid && low == null && high == null && delta == null) {
      fault("neither a low nor a high limit, nor a delta_change");
    }
    if (low != null && high != null && low.value().compareTo(high.value()) >= 0) {
      fault("limits in the wrong order: low " + low.value() + ", high " + high.value());
    }
    boolean enabled = enabled();
    AgeBand band = band();
    if (enabled && band != null && LoincCode.isValid(loinc)) {
      bands.add(loinc, band, line);
    }
    Substance substance = substance();
    String unit = unit(substance);
    Duration repeatWindow = duration("repeat_window");
    Duration acknowledgeWithin = duration("acknowledge_within");
    if (!valid || band == null) {
      return null;
    }
    return new CriticalValueRule(
        id(loinc, band),
        loinc,
        cell("analyte"),
        substance,
        cell("specimen"),
        unit,
        low,
        high,
        band.min(),
        band.max(),
        repeatWindow,
        delta,
        acknowledgeWithin,
        enabled,
        cell("source"),
        cell("note"),
        line);
  }

  private void checkText(String column) {
    String text = cell(column);
    if (text.length() > MAX_CELL_LENGTH) {
      fault(column + " is longer than " + MAX_CELL_LENGTH + " characters");
    }
    if (!ProfileFaults.isSeen(text)) {
      fault(column + " holds characters that are not seen: " + shown(text));
    }
  }

  private String unit(@Nullable Substance substance) {
    String unit = cell("unit_ucum");
    if (unit.isEmpty()) {
      return unit;
    }
    if (!Units.shared().isKnown(unit)) {
      fault(shown(unit) + " is not a UCUM unit");
    } else if (substance != null && Units.shared().conversion(unit, "mg/dL", substance) == null) {
      fault(
          "unit_ucum "
              + shown(unit)
              + " does not convert into mg/dL of "
              + substance.label()
              + ": give a mass or amount per volume (meq only of monovalent ions), or leave"
              + " substance empty");
    }
    return unit;
  }

  /** Null: a fault was reported. */
  private @Nullable AgeBand band() {
    Period min = cell("age_min").isEmpty() ? Period.ZERO : age("age_min");
    Period max = age("age_max");
    if (min == null || (max == null && !cell("age_max").isEmpty())) {
      return null;
    }
    if (!AgeBandCheck.isOrdered(min, max)) {
      fault("age_max is not after age_min");
      return null;
    }
    return new AgeBand(min, max);
  }

  private static String id(String loinc, AgeBand band) {
    if (band.min().isZero() && band.max() == null) {
      return loinc;
    }
    return loinc + '/' + band.min() + '-' + (band.max() == null ? "" : band.max());
  }

  private String cell(String column) {
    int index = columns.indexOf(column);
    return index < 0 || index >= cells.length || cells[index] == null ? "" : cells[index].strip();
  }

  private void fault(String message) {
    valid = false;
    faults.add(line, message);
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
      fault(side + "_op is " + shown(given) + "; allowed: " + operator + " and " + operator + "=");
      return null;
    }
    BigDecimal value = number(side + "_critical");
    return value == null ? null : new Limit(value, given.length() == 2);
  }

  private @Nullable BigDecimal number(String column) {
    String text = cell(column);
    if (NUMBER.matcher(text).matches()) {
      return new BigDecimal(text);
    }
    fault(column + " is " + shown(text) + ", not a plain number with a decimal point");
    return null;
  }

  private @Nullable DeltaLimit delta() {
    boolean change = !cell("delta_change").isEmpty();
    if (change == cell("delta_window").isEmpty()) {
      fault("delta_change and delta_window belong together");
      return null;
    }
    if (!change) {
      return null;
    }
    BigDecimal by = number("delta_change");
    Duration within = duration("delta_window");
    if (by != null && by.signum() <= 0) {
      fault("delta_change is " + shown(cell("delta_change")) + "; it must be above 0");
      return null;
    }
    return by == null || within == null ? null : new DeltaLimit(by, within);
  }

  /** Days count 24 hours. */
  private @Nullable Duration duration(String column) {
    String text = cell(column);
    if (text.isEmpty()) {
      return null;
    }
    try {
      Duration duration = Duration.parse(text);
      if (duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(MAX_DURATION) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Reported below, together with durations out of bounds.
    }
    fault(
        "%s is %s, not an ISO 8601 duration of at most %s such as PT15M, PT24H or P7D"
            .formatted(column, shown(text), "P" + MAX_DURATION.toDays() + "D"));
    return null;
  }

  private @Nullable Period age(String column) {
    String text = cell(column);
    if (text.isEmpty()) {
      return null;
    }
    try {
      Period age = Period.parse(text);
      if (AgeBandCheck.isAge(age)) {
        return age;
      }
    } catch (DateTimeParseException e) {
      // Reported below, together with ages out of bounds.
    }
    fault(column + " is " + shown(text) + ", not an ISO 8601 period such as P28D, P6M or P16Y");
    return null;
  }

  private @Nullable Substance substance() {
    String label = cell("substance");
    if (label.isEmpty()) {
      return null;
    }
    Substance substance = Substance.of(label);
    if (substance == null) {
      fault("unknown substance " + shown(label) + "; known: " + Substance.labels());
    }
    return substance;
  }

  private boolean enabled() {
    String text = cell("enabled");
    if (!List.of("", "yes", "no").contains(text)) {
      fault("enabled is " + shown(text) + "; allowed: yes and no");
    }
    return !text.equals("no");
  }
}
