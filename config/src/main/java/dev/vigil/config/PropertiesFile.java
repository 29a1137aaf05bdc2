package dev.vigil.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Reads a properties file in the JDK's format, UTF-8, and knows the line of each key; unlike {@link
 * Properties}, refuses a key that is there twice.
 */
final class PropertiesFile {
  private final String name;
  private final IntFunction<Provenance> places;
  private final Consumer<String> problems;
  private final Map<String, Integer> seen = new HashMap<>();
  private final List<RawValue> values = new ArrayList<>();

  private PropertiesFile(String name, IntFunction<Provenance> places, Consumer<String> problems) {
    this.name = name;
    this.places = places;
    this.problems = problems;
  }

  /** The keys and values of a file, in its order; what is wrong with it is reported. */
  static List<RawValue> read(Path path, Consumer<String> problems) {
    String name = path.toString();
    try {
      if (Files.isDirectory(path)) {
        problems.accept("cannot read " + path + ": is a directory");
      } else {
        return parse(name, Files.readString(path), line -> Provenance.file(name, line), problems);
      }
    } catch (IOException e) {
      problems.accept("cannot read " + path + ": " + FileReferences.reason(e));
    }
    return List.of();
  }

  /**
   * The same for a text.
   *
   * @param name what it is called in reports
   * @param places where the value of a line comes from
   */
  static List<RawValue> parse(
      String name, String text, IntFunction<Provenance> places, Consumer<String> problems) {
    PropertiesFile file = new PropertiesFile(name, places, problems);
    file.parse(text);
    return file.values;
  }

  private void parse(String text) {
    // Editors on Windows put a byte order mark first, which would become part of the first key.
    String[] lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\r\n|\r|\n", -1);
    int next = 0;
    while (next < lines.length) {
      int first = next;
      StringBuilder logical = new StringBuilder(lines[next++]);
      if (!isComment(logical)) {
        while (isContinued(logical) && next < lines.length) {
          logical.append('\n').append(lines[next++]);
        }
      }
      parseLine(logical.toString(), first + 1);
    }
  }

  private static boolean isComment(CharSequence line) {
    String stripped = line.toString().stripLeading();
    return stripped.startsWith("#") || stripped.startsWith("!");
  }

  /** An odd number of backslashes at the end joins the next line. */
  private static boolean isContinued(CharSequence line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == '\\') {
      end--;
    }
    return (line.length() - end) % 2 == 1;
  }

  /** Leaves escapes and separators of one logical line to the JDK. */
  private void parseLine(String logical, int line) {
    Properties one = new Properties();
    try {
      one.load(new StringReader(logical));
    } catch (IOException | IllegalArgumentException e) {
      problems.accept("%s:%d: malformed escape, expected \\uxxxx".formatted(name, line));
      return;
    }
    for (String key : one.stringPropertyNames()) {
      Integer before = seen.putIfAbsent(key, line);
      if (before == null) {
        values.add(new RawValue(key, one.getProperty(key, ""), places.apply(line)));
      } else {
        problems.accept("%s:%d: %s is already set in line %d".formatted(name, line, key, before));
      }
    }
  }
}
