package dev.vigil.topology.domain.lab;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds in a laboratory's words what {@code quality-notes.csv} knows of bad specimens. A remark is
 * for the clinician who reads the alert; when the words are in doubt, it is better to be silent
 * than to talk a true value away, and the note itself stands in the record anyway.
 */
final class QualityNotes {
  private static final Set<String> NEGATING =
      Set.of(
          "no", "not", "non", "nil", "without", "free", "nicht", "kein", "keine", "keinen",
          "keiner", "ohne", "never", "absence");

  /** "Not reported because of haemolysis" is about a specimen that is haemolysed. */
  private static final Set<String> REASONING =
      Set.of(
          "because",
          "due",
          "since",
          "as",
          "for",
          "but",
          "however",
          "owing",
          "wegen",
          "aufgrund",
          "durch",
          "aber",
          "da",
          "weil");

  private static final Set<String> JOINING = Set.of("or", "and", "oder", "und", "nor", "noch");

  /** Behind the word: "haemolysis: none", "lipaemia not detected". */
  private static final Set<String> DENYING =
      Set.of(
          "none",
          "nil",
          "negative",
          "negativ",
          "absent",
          "normal",
          "nein",
          "no",
          "keine",
          "kein",
          "0",
          "unauffällig");

  private static final List<String> NOT_SEEN =
      List.of("detect", "seen", "present", "observ", "evident", "nachweis", "vorhanden", "erkenn");

  /** Diseases and bacteria, not specimens. */
  private static final List<String> DISEASES =
      List.of(
          "anaem",
          "anem",
          "anäm",
          "uraem",
          "urem",
          "uräm",
          "disease",
          "crisis",
          "krise",
          "strep",
          "jaundice");

  private static final int WORDS_BEFORE = 3;
  private static final int WORDS_BEHIND = 3;

  private static final List<Sign> SIGNS = load();

  /** Beginnings of words that follow each other, and what they mean. */
  private record Sign(String remark, List<String> words) {}

  private QualityNotes() {}

  /** Codes of {@link LabRemarks}, each once, in the order of the texts. */
  static Set<String> remarks(List<String> texts) {
    Set<String> remarks = new LinkedHashSet<>();
    for (String text : texts) {
      List<String> words = words(text);
      for (int at = 0; at < words.size(); at++) {
        for (Sign sign : SIGNS) {
          if (isAt(words, at, sign)
              && !isNegatedBefore(words, at)
              && !isNegatedBehind(words, at + sign.words().size())) {
            remarks.add(sign.remark());
          }
        }
      }
    }
    return remarks;
  }

  /**
   * Lower-case words; "," stands for itself, "." for every sign that ends a clause. A number is a
   * word, a hyphen separates.
   */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    String lower = text.toLowerCase(Locale.ROOT);
    for (int i = 0; i <= lower.length(); i++) {
      char c = i < lower.length() ? lower.charAt(i) : '.';
      if (Character.isLetterOrDigit(c)) {
        word.append(c);
        continue;
      }
      if (word.length() > 0) {
        words.add(word.toString());
        word.setLength(0);
      }
      if (c == ',') {
        words.add(",");
      } else if (".;!?()\n".indexOf(c) >= 0) {
        words.add(".");
      }
    }
    return words;
  }

  private static boolean isAt(List<String> words, int at, Sign sign) {
    for (int i = 0; i < sign.words().size(); i++) {
      if (at + i >= words.size() || !words.get(at + i).startsWith(sign.words().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNegatedBefore(List<String> words, int sign) {
    int passed = 0;
    boolean comma = false;
    for (int i = sign - 1; i >= 0 && passed <= WORDS_BEFORE; i--) {
      String word = words.get(i);
      if (word.equals(".") || REASONING.contains(word)) {
        return false;
      }
      if (NEGATING.contains(word)) {
        // "No lipaemia, icterus or haemolysis", but "not suitable, haemolysed"
        return !comma || passed == 0;
      }
      if (word.equals(",")) {
        comma = true;
      } else if (!JOINING.contains(word) && !isSign(words, i)) {
        passed++;
      }
    }
    return false;
  }

  private static boolean isNegatedBehind(List<String> words, int from) {
    int to = Math.min(words.size(), from + WORDS_BEHIND);
    for (int i = from; i < to; i++) {
      String word = words.get(i);
      if (word.equals(".") || word.equals(",")) {
        return false;
      }
      if (i == from && startsWithAny(word, DISEASES)) {
        return true;
      }
      boolean last = i + 1 == words.size() || words.get(i + 1).equals(".");
      if (DENYING.contains(word) && (last || words.get(i + 1).equals(","))) {
        return true;
      }
      boolean not = word.equals("not") || word.equals("nicht");
      if (not && !last && startsWithAny(words.get(i + 1), NOT_SEEN)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSign(List<String> words, int at) {
    for (Sign sign : SIGNS) {
      if (isAt(words, at, sign)) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWithAny(String word, List<String> beginnings) {
    return beginnings.stream().anyMatch(word::startsWith);
  }

  private static List<Sign> load() {
    return Tables.read("quality-notes.csv").stream()
        .map(row -> new Sign(row.get(0), List.of(row.get(1).split(" ", -1))))
        .toList();
  }
}
