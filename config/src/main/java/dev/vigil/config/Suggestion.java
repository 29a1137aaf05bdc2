package dev.vigil.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody who mistyped a name may have meant. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * The nearest candidate, else one with the given ending, else none.
   *
   * @param ending what somebody has written who left out the middle, separator first
   */
  public static Optional<String> nearest(
      String name, String ending, Collection<String> candidates) {
    int tolerated = Math.max(2, name.length() / 4);
    return candidates.stream()
        .filter(candidate -> distance(name, candidate) <= tolerated)
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .or(
            () ->
                candidates.stream()
                    .filter(candidate -> ending.length() > 1 && candidate.endsWith(ending))
                    .findFirst());
  }

  /**
   * The nearest candidate that is all but the same: whoever wrote the name hardly meant another.
   *
   * @param tolerated how many letters may be wrong, missing or too many; case and separators do not
   *     count
   */
  public static Optional<String> nearlyEqual(
      String name, int tolerated, Collection<String> candidates) {
    String plain = plain(name);
    return candidates.stream()
        .filter(candidate -> distance(plain, plain(candidate)) <= tolerated)
        .min(
            Comparator.comparingInt((String candidate) -> distance(plain, plain(candidate)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substituted, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
