package dev.vigil.topology.domain.lab;

import java.text.Normalizer;
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
          "no",
          "not",
          "non",
          "nil",
          "without",
          "free",
          "nicht",
          "kein",
          "keine",
          "keinen",
          "keiner",
          "keinerlei",
          "keines",
          "ohne",
          "never",
          "absence");

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

  /** How far back a list such as "no lipaemia, icterus or haemolysis" may reach. */
  private static final int WORDS_OF_A_LIST = 16;

  private static final String END = ".";
  private static final String COMMA = ",";

  /** "Not reliable: haemolysed", "not reliable - haemolysed", "haemolysis: none". */
  private static final String COLON = ":";

  private static final List<Sign> SIGNS = load();

  /** Beginnings of words that follow each other, and what they mean. */
  private record Sign(String remark, List<String> words) {}

  private QualityNotes() {}

  /** Codes of {@link LabRemarks}, each once, in the order of the texts. */
  static Set<String> remarks(List<String> texts) {
    Set<String> remarks = new LinkedHashSet<>();
    for (String text : texts) {
      // Umlauts may come as a letter and a mark.
      List<String> words = words(Normalizer.normalize(text, Normalizer.Form.NFC));
      boolean[] isSign = new boolean[words.size()];
      for (int at = 0; at < words.size(); at++) {
        isSign[at] = isSign(words, at);
      }
      for (int at = 0; at < words.size(); at++) {
        if (isSign[at]) {
          addRemarks(words, isSign, at, remarks);
        }
      }
    }
    return remarks;
  }

  private static void addRemarks(
      List<String> words, boolean[] isSign, int at, Set<String> remarks) {
    if (isNegatedBefore(words, isSign, at)) {
      return;
    }
    for (Sign sign : SIGNS) {
      if (isAt(words, at, sign) && !isNegatedBehind(words, isSign, at + sign.words().size())) {
        remarks.add(sign.remark());
      }
    }
  }

  /**
   * Lower-case words; "," stands for itself, ":" also for a dash between spaces, "." for every sign
   * that ends a clause. A number is a word, a hyphen separates.
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
        words.add(COMMA);
      } else if (c == ':' || isDash(lower, i)) {
        words.add(COLON);
      } else if (".;!?()\n".indexOf(c) >= 0) {
        words.add(END);
      }
    }
    return words;
  }

  private static boolean isDash(String text, int at) {
    return at > 0
        && at + 1 < text.length()
        && "-\u2013\u2014".indexOf(text.charAt(at)) >= 0
        && text.charAt(at - 1) == ' '
        && text.charAt(at + 1) == ' ';
  }

  private static boolean isAt(List<String> words, int at, Sign sign) {
    for (int i = 0; i < sign.words().size(); i++) {
      if (at + i >= words.size() || !words.get(at + i).startsWith(sign.words().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNegatedBefore(List<String> words, boolean[] isSign, int sign) {
    int passed = 0;
    boolean apart = false;
    int to = Math.max(0, sign - WORDS_OF_A_LIST);
    for (int i = sign - 1; i >= to && passed <= WORDS_BEFORE; i--) {
      String word = words.get(i);
      if (word.equals(END) || REASONING.contains(word) || isAnswer(words, isSign, i)) {
        return false;
      }
      if (NEGATING.contains(word)) {
        // "No lipaemia, icterus or haemolysis", but "not suitable, haemolysed"
        return !apart || passed == 0;
      }
      if (word.equals(COMMA) || word.equals(COLON)) {
        apart = true;
      } else if (!JOINING.contains(word) && !isSign[i]) {
        passed++;
      }
    }
    return false;
  }

  private static boolean isNegatedBehind(List<String> words, boolean[] isSign, int from) {
    if (from < words.size() && startsWithAny(words.get(from), DISEASES)) {
      return true;
    }
    int to = Math.min(words.size(), from + WORDS_BEHIND);
    boolean colon = false;
    for (int i = from; i < to; i++) {
      String word = words.get(i);
      if (word.equals(END) || word.equals(COMMA)) {
        return false;
      }
      if (word.equals(COLON)) {
        if (colon) {
          // "Icterus: yes lipaemia: no"
          return false;
        }
        colon = true;
        to = Math.min(words.size(), to + 1);
        continue;
      }
      String next = i + 1 == words.size() ? END : words.get(i + 1);
      boolean last = next.equals(END) || next.equals(COMMA);
      // "Haemolysis: no icterus: no"
      boolean answer = i > from && words.get(i - 1).equals(COLON) && !last && isSign[i + 1];
      if (DENYING.contains(word) && (last || answer)) {
        return true;
      }
      boolean not = word.equals("not") || word.equals("nicht");
      if (not && startsWithAny(next, NOT_SEEN)) {
        return true;
      }
    }
    return false;
  }

  /** The "no" of "haemolysis: no" is not about what comes behind it. */
  private static boolean isAnswer(List<String> words, boolean[] isSign, int at) {
    return at > 1
        && DENYING.contains(words.get(at))
        && words.get(at - 1).equals(COLON)
        && isSign[at - 2];
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
