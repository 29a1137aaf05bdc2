package dev.vigil.config.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.vigil.config.profile.ProfileException.Fault;
import dev.vigil.config.units.Substance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
 *   <tr><td>enabled</td><td>yes or no; empty is yes</td></tr>
 *   <tr><td>source</td><td>required: where the limits come from</td></tr>
 *   <tr><td>note</td><td>for people</td></tr>
 * </table>
 *
 * <p>A third comment, {@code # validated-by: Dr A. Example, 2026-01-15}, says that a laboratory
 * validated the profile; without it every alert says that its limits are an example.
 *
 * <p>A profile with any fault is refused as a whole, with every fault by file and line.
 */
public final class ProfileLoader {
  private static final ObjectReader CELLS =
      CsvMapper.builder().enable(CsvParser.Feature.TRIM_SPACES).build().readerFor(String[].class);
  private static final int HASH_DIGITS = 12;

  private final String file;
  private final List<Fault> faults = new ArrayList<>();

  private ProfileLoader(String file) {
    this.file = file;
  }

  /** Loads a profile from a file. */
  public static CriticalValueProfile load(Path file) throws IOException, ProfileException {
    return parse(file.toString(), Files.readAllBytes(file));
  }

  /**
   * Loads a profile that is shipped with Vigil.
   *
   * @param name {@code us-conventional} or {@code empty}
   */
  public static CriticalValueProfile shipped(String name) throws IOException, ProfileException {
    String resource = "/dev/vigil/config/profiles/" + name + ".csv";
    try (InputStream in = ProfileLoader.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("no shipped profile is named " + name);
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
    Map<String, String> head = new HashMap<>();
    List<CriticalValueRule> rules = new ArrayList<>();
    List<String> columns = null;
    int line = 0;
    String text = new String(content, StandardCharsets.UTF_8);
    for (String row : text.replace("\uFEFF", "").split("\n", -1)) {
      line++;
      // A spreadsheet fills short lines with empty cells.
      String trimmed = stripTrailingCommas(row);
      if (trimmed.isEmpty()) {
        continue;
      }
      if (trimmed.startsWith("#")) {
        readComment(trimmed, head);
        continue;
      }
      String[] cells = cells(row.strip(), line);
      if (cells == null) {
        continue;
      }
      if (columns == null) {
        columns = columns(cells, line);
      } else if (!columns.isEmpty()) {
        CriticalValueRule rule = new ProfileRow(columns, cells, file, line, faults::add).rule();
        if (rule != null) {
          rules.add(rule);
        }
      }
    }
    if (columns == null) {
      fault(line, "no line with column names");
    }
    checkBands(rules);
    String name = required(head, "name");
    String version = required(head, "version");
    String validatedBy = head.getOrDefault("validated-by", "");
    if (!faults.isEmpty()) {
      faults.sort(Comparator.comparingInt(Fault::line));
      throw new ProfileException(faults);
    }
    return new CriticalValueProfile(
        name, version, hash(content), validatedBy.isEmpty() ? null : validatedBy, rules);
  }

  private void fault(int line, String message) {
    faults.add(new Fault(file, line, message));
  }

  private static void readComment(String line, Map<String, String> head) {
    String text = line.substring(1).strip();
    int colon = text.indexOf(':');
    if (colon > 0) {
      head.putIfAbsent(text.substring(0, colon), text.substring(colon + 1).strip());
    }
  }

  private String required(Map<String, String> head, String key) {
    String value = head.getOrDefault(key, "");
    if (value.isEmpty()) {
      fault(1, "no line '# " + key + ": …' in the head");
    }
    return value;
  }

  private String @Nullable [] cells(String row, int line) {
    try {
      return CELLS.readValue(row);
    } catch (JsonProcessingException e) {
      fault(line, "not a row of comma-separated cells: check the double quotes");
      return null;
    }
  }

  /** The column names; empty if they cannot be used, so that rows are not blamed for it. */
  private List<String> columns(String[] cells, int line) {
    List<String> columns = new ArrayList<>();
    int before = faults.size();
    for (String cell : cells) {
      if (!ProfileRow.COLUMNS.contains(cell)) {
        fault(
            line, "unknown column '" + cell + "'; known: " + String.join(", ", ProfileRow.COLUMNS));
      } else if (columns.contains(cell)) {
        fault(line, "column '" + cell + "' twice");
      }
      columns.add(cell);
    }
    for (String column : ProfileRow.REQUIRED) {
      if (!columns.contains(column)) {
        fault(line, "missing column '" + column + "'");
      }
    }
    return faults.size() == before ? columns : List.of();
  }

  private void checkBands(List<CriticalValueRule> rules) {
    Map<String, List<CriticalValueRule>> byCode = new HashMap<>();
    for (CriticalValueRule rule : rules) {
      List<CriticalValueRule> earlier =
          byCode.computeIfAbsent(rule.loinc(), code -> new ArrayList<>());
      for (CriticalValueRule other : earlier) {
        if (other.id().equals(rule.id())) {
          fault(
              rule.line(), rule.loinc() + " with this age band is already on line " + other.line());
        } else if (AgeBandCheck.overlap(rule, other)) {
          fault(
              rule.line(),
              "age band of " + rule.loinc() + " overlaps the one on line " + other.line());
        }
      }
      earlier.add(rule);
    }
  }

  private static String stripTrailingCommas(String row) {
    int end = row.length();
    while (end > 0 && (row.charAt(end - 1) == ',' || Character.isWhitespace(row.charAt(end - 1)))) {
      end--;
    }
    return row.substring(0, end).stripLeading();
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
