package dev.vigil.serdes.pseudonym;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What may stay of a resource, by the names of its elements.
 *
 * @param types resource types that keep content
 * @param codes elements that hold codes
 * @param times elements that hold dates and times
 * @param numbers elements that hold numbers
 * @param booleans elements that are true or false
 * @param dropped elements that are left out with all that is in them
 * @param decisive elements without which the rest must not be read
 */
record KeptElements(
    Set<String> types,
    Set<String> codes,
    Set<String> times,
    Set<String> numbers,
    Set<String> booleans,
    Set<String> dropped,
    Set<String> decisive) {
  private static final String FILE = "kept-elements.txt";

  /** The lists that ship. */
  static final KeptElements SHIPPED = read();

  private static KeptElements read() {
    Map<String, Set<String>> lists = new HashMap<>();
    try (InputStream in = KeptElements.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new FileNotFoundException(FILE + " is not on the class path");
      }
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        int colon = line.indexOf(':');
        if (!line.startsWith("#") && colon > 0) {
          String names = line.substring(colon + 1).strip();
          lists.put(line.substring(0, colon), Set.of(names.split(" ")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new KeptElements(
        list(lists, "types"),
        list(lists, "codes"),
        list(lists, "times"),
        list(lists, "numbers"),
        list(lists, "booleans"),
        list(lists, "dropped"),
        list(lists, "decisive"));
  }

  private static Set<String> list(Map<String, Set<String>> lists, String name) {
    return Objects.requireNonNull(lists.get(name), name);
  }
}
