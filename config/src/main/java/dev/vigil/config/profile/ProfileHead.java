package dev.vigil.config.profile;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the comments at the top of a profile say of it. */
final class ProfileHead {
  private static final String NAME = "name";
  private static final String VERSION = "version";
  private static final String VALIDATED_BY = "validated-by";

  /** Characters, by key; all of it stands in every alert. */
  private static final Map<String, Integer> KEYS = Map.of(NAME, 60, VERSION, 40, VALIDATED_BY, 200);

  private final ProfileFaults faults;
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, Integer> lines = new HashMap<>();

  ProfileHead(ProfileFaults faults) {
    this.faults = faults;
  }

  /**
   * Reads a comment.
   *
   * @param comment without empty cells behind it
   * @param inHead whether it stands before the names of the columns
   */
  void read(String comment, int line, boolean inHead) {
    String text = comment.substring(1).strip();
    int colon = text.indexOf(':');
    if (colon < 1) {
      return;
    }
    String key = text.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    Integer length = KEYS.get(key);
    if (length == null) {
      return;
    }
    if (!inHead) {
      faults.add(line, "'# " + key + ": …' must stand before the names of the columns");
      return;
    }
    Integer earlier = lines.putIfAbsent(key, line);
    if (earlier != null) {
      faults.add(line, "'# " + key + ": …' is already on line " + earlier);
      return;
    }
    String value = unquoted(text.substring(colon + 1).strip());
    if (!ProfileFaults.isSeen(value)) {
      faults.add(line, key + " holds characters that are not seen: " + ProfileFaults.shown(value));
    } else if (value.length() > length) {
      faults.add(line, key + " is longer than " + length + " characters");
    }
    values.put(key, value);
  }

  String name() {
    return required(NAME);
  }

  String version() {
    return required(VERSION);
  }

  /** Null: nobody validated it. */
  @Nullable String validatedBy() {
    String value = values.getOrDefault(VALIDATED_BY, "");
    return value.isEmpty() ? null : value;
  }

  private String required(String key) {
    String value = values.getOrDefault(key, "");
    if (value.isEmpty()) {
      faults.add(lines.getOrDefault(key, 1), "no line '# " + key + ": …' in the head");
    }
    return value;
  }

  /** A spreadsheet puts a comment with a comma into double quotes; the one at its end remains. */
  private static String unquoted(String value) {
    return value.endsWith("\"") && value.indexOf('"') == value.length() - 1
        ? value.substring(0, value.length() - 1).strip()
        : value;
  }
}
