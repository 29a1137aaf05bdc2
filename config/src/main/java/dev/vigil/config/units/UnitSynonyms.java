package dev.vigil.config.units;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Turns units as they are written in the wild into UCUM. */
public final class UnitSynonyms {
  private static final String TABLE = "unit-synonyms.csv";

  /** Upper case has a meaning of its own here: giga and tera per litre, not gram and metric ton. */
  private static final Map<String, String> CASE_SENSITIVE =
      Map.of(
          "G/L", "10*9/L",
          "G/l", "10*9/L",
          "Gpt/L", "10*9/L",
          "T/L", "10*12/L",
          "T/l", "10*12/L");

  private static final Map<String, String> FOLDED = load();

  private UnitSynonyms() {}

  /** The UCUM unit that is meant; the text itself if the table does not know it. */
  public static String toUcum(String written) {
    String exact = CASE_SENSITIVE.get(written);
    if (exact != null) {
      return exact;
    }
    String plain = plain(written);
    return FOLDED.getOrDefault(plain.toLowerCase(Locale.ROOT), plain);
  }

  /** Without spaces, special characters spelt out, powers of ten as UCUM writes them. */
  private static String plain(String written) {
    StringBuilder plain = new StringBuilder(written.length() + 2);
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      switch (c) {
        case '\u00B5', '\u03BC' -> plain.append('u');
        case '\u00D7' -> plain.append('x');
        case '\u00B3' -> plain.append(endsWithTen(plain) ? "*3" : "3");
        case '\u2076' -> plain.append("*6");
        case '\u2079' -> plain.append("*9");
        case '\u00B9' -> plain.append("*1");
        case '\u00B2' -> plain.append('2');
        default -> {
          if (!Character.isWhitespace(c)) {
            plain.append(c);
          }
        }
      }
    }
    if (plain.length() > 3 && "xX*".indexOf(plain.charAt(0)) >= 0 && plain.indexOf("10") == 1) {
      plain.deleteCharAt(0);
    }
    if (plain.length() > 2 && plain.indexOf("10") == 0 && "^eE".indexOf(plain.charAt(2)) >= 0) {
      plain.setCharAt(2, '*');
    } else if (plain.indexOf("10**") == 0) {
      plain.deleteCharAt(2);
    }
    return plain.toString();
  }

  private static boolean endsWithTen(StringBuilder text) {
    int length = text.length();
    return length >= 2 && text.charAt(length - 2) == '1' && text.charAt(length - 1) == '0';
  }

  private static Map<String, String> load() {
    Map<String, String> table = new HashMap<>();
    try (InputStream in = UnitSynonyms.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new IllegalStateException(TABLE + " is not on the classpath");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int comma = line.indexOf(',');
        if (comma > 0 && !line.startsWith("# ")) {
          table.put(line.substring(0, comma), line.substring(comma + 1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + TABLE, e);
    }
    return Map.copyOf(table);
  }
}
