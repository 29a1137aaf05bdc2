package dev.vigil.config.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.vigil.config.units.Substance;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads critical-value profiles: UTF-8 text, one row a line, commas between cells, double quotes
 * around a cell that holds a comma.
 *
 * <p>Lines that begin with {@code #} are comments; two of them are required and name the profile:
 * {@code # name: us-conventional} and {@code # version: 1.0}. The first other line names the
 * columns, in any order:
 *
 * <table>
 *   <caption>Columns</caption>
 *   <tr><td>loinc</td><td>required: LOINC code with a right check digit</td></tr>
 *   <tr><td>analyte</td><td>required: name for people, shown in alerts</td></tr>
 *   <tr><td>substance</td><td>for conversions between mg/dL and mmol/L, and whether meq/L is
 *     accepted; see {@link Substance}. Empty: no such conversion</td></tr>
 *   <tr><td>specimen</td><td>LOINC system such as Ser/Plas or BldA, then words for people; see
 *     {@link SpecimenSystem#of}. Empty or other text: any</td></tr>
 *   <tr><td>unit_ucum</td><td>required: UCUM unit of the limits</td></tr>
 *   <tr><td>low_critical, low_op</td><td>limit, and {@code <} or {@code <=}</td></tr>
 *   <tr><td>high_critical, high_op</td><td>limit, and {@code >} or {@code >=}</td></tr>
 *   <tr><td>age_min, age_max</td><td>ISO 8601 periods such as P28D, P6M, P16Y: from (inclusive, empty
 *     is birth) to (exclusive, empty is no end), counted to the day</td></tr>
 *   <tr><td>repeat_window</td><td>ISO 8601 duration such as PT24H or P7D, at most P31D: a critical
 *     value of the same analyte and direction within it is marked as a repeat and pages only if it
 *     is worse. Empty: every critical value pages</td></tr>
 *   <tr><td>delta_change, delta_window</td><td>a change by more than this, in the unit of the row,
 *     between specimens at most that far apart is critical. Empty: changes do not count</td></tr>
 *   <tr><td>acknowledge_within</td><td>ISO 8601 duration such as PT15M: an alert that nobody
 *     acknowledged in that time is escalated. Empty: as configured for all</td></tr>
 *   <tr><td>enabled</td><td>yes or no; empty is yes. A disabled row is checked, judges nothing,
 *     and may have the code and age of an enabled one</td></tr>
 *   <tr><td>source</td><td>required: where the limits come from</td></tr>
 *   <tr><td>note</td><td>for people</td></tr>
 * </table>
 *
 * <p>A third comment, {@code # validated-by: Dr A. Example, 2026-01-15}, says that a laboratory
 * validated the profile; without it every alert says that its limits are an example.
 *
 * <p>A file has at most 1,000,000 bytes and 10,000 lines, a code at most 24 enabled rows. Text that
 * people read has at most 500 characters a cell, all of them visible: it stands in alerts.
 *
 * <p>A profile with any fault is refused as a whole, with every fault by file and line.
 */
public final class ProfileLoader {
  private static final ObjectReader CELLS =
      CsvMapper.builder().enable(CsvParser.Feature.TRIM_SPACES).build().readerFor(String[].class);

  /** The names of the profiles that ship with Vigil. */
  public static final List<String> SHIPPED = List.of("us-conventional", "uk-si", "empty");

  private final ProfileFaults faults;

  private ProfileLoader(String file) {
    faults = new ProfileFaults(file);
  }

  /** Loads a profile from a file. */
  public static CriticalValueProfile load(Path file) throws IOException, ProfileException {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(file.toString(), in.readNBytes(ProfileText.MAX_BYTES + 1));
    }
  }

  /**
   * Loads a profile that is shipped with Vigil.
   *
   * @param name one of {@link #SHIPPED}
   * @throws IOException if none has that name
   */
  public static CriticalValueProfile shipped(String name) throws IOException, ProfileException {
    if (!SHIPPED.contains(name)) {
      throw new FileNotFoundException("no shipped profile is named " + name);
    }
    String resource = "/dev/vigil/config/profiles/" + name + ".csv";
    try (InputStream in = ProfileLoader.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource + " is not on the classpath");
      }
      return parse(name + ".csv", in.readAllBytes());
    }
  }

  /**
   * Reads a profile.
   *
   * @param file name for messages
   */
  public static CriticalValueProfile parse(String file, byte[] content) throws ProfileException {
    return new ProfileLoader(file).read(content);
  }

  private CriticalValueProfile read(byte[] content) throws ProfileException {
    List<String> lines = ProfileText.lines(content, faults);
    if (lines.isEmpty()) {
      faults.raise();
    }
    ProfileHead head = new ProfileHead(faults);
    AgeBands bands = new AgeBands(faults);
    List<CriticalValueRule> rules = new ArrayList<>();
    List<String> columns = null;
    for (int line = 1; line <= lines.size(); line++) {
      String row = lines.get(line - 1);
      // A spreadsheet fills short lines with empty cells, and quotes a comment that has a comma.
      String trimmed = stripTrailingCommas(row);
      if (trimmed.isEmpty()) {
        continue;
      }
      if (trimmed.startsWith("#") || trimmed.startsWith("\"#")) {
        head.read(trimmed.substring(trimmed.indexOf('#')), line, columns == null);
        continue;
      }
      String[] cells = cells(row.strip(), line);
      if (cells == null) {
        continue;
      }
      if (columns == null) {
        columns = columns(cells, line);
      } else if (!columns.isEmpty()) {
        CriticalValueRule rule = new ProfileRow(columns, cells, line, faults).rule(bands);
        if (rule != null) {
          rules.add(rule);
        }
      }
    }
    if (columns == null) {
      faults.add(lines.size(), "no line with column names");
    }
    String name = head.name();
    String version = head.version();
    faults.raise();
    return new CriticalValueProfile(
        name, version, ProfileHash.shortened(ProfileHash.of(content)), head.validatedBy(), rules);
  }

  private String @Nullable [] cells(String row, int line) {
    try {
      return CELLS.readValue(row);
    } catch (JsonProcessingException e) {
      faults.add(line, "not a row of comma-separated cells on one line: check the double quotes");
      return null;
    }
  }

  /** The column names; empty if they cannot be used, so that rows are not blamed for it. */
  private List<String> columns(String[] cells, int line) {
    List<String> columns = new ArrayList<>();
    int before = faults.count();
    if (cells.length == 1 && (cells[0].indexOf(';') >= 0 || cells[0].indexOf('\t') >= 0)) {
      // Spreadsheets in much of Europe do so, since their decimals have commas.
      faults.add(line, "cells are not separated by commas: save the file as CSV with commas");
      return List.of();
    }
    for (String cell : cells) {
      if (!ProfileRow.COLUMNS.contains(cell)) {
        faults.add(
            line,
            "unknown column %s; known: %s"
                .formatted(ProfileFaults.shown(cell), String.join(", ", ProfileRow.COLUMNS)));
      } else if (columns.contains(cell)) {
        faults.add(line, "column '" + cell + "' twice");
      }
      columns.add(cell);
    }
    for (String column : ProfileRow.REQUIRED) {
      if (!columns.contains(column)) {
        faults.add(line, "missing column '" + column + "'");
      }
    }
    return faults.count() == before ? columns : List.of();
  }

  private static String stripTrailingCommas(String row) {
    int end = row.length();
    while (end > 0 && (row.charAt(end - 1) == ',' || Character.isWhitespace(row.charAt(end - 1)))) {
      end--;
    }
    return row.substring(0, end).stripLeading();
  }
}
