package dev.vigil.topology.cli.explain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the reasons of {@code LabReasons} mean, in words. */
public final class LabReasonTexts {
  private static final String TABLE = "lab-reasons.txt";

  private static final Map<String, Entry> ENTRIES = load();

  /**
   * A reason explained.
   *
   * @param outcome that it stands for
   * @param meaning why it was decided so
   * @param action what somebody can do about it
   */
  public record Entry(String outcome, String meaning, String action) {}

  private LabReasonTexts() {}

  /** The meaning of a reason; null if it is none. */
  public static @Nullable Entry of(String reason) {
    return ENTRIES.get(reason);
  }

  /** All of them, by reason, in the order of the table. */
  public static Map<String, Entry> all() {
    return ENTRIES;
  }

  private static Map<String, Entry> load() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    try (InputStream in = LabReasonTexts.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new IllegalStateException(TABLE + " is not on the classpath");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          String[] cells = line.split("\\|", -1);
          entries.put(cells[0], new Entry(cells[1], cells[2], cells[3]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + TABLE, e);
    }
    return entries;
  }
}
