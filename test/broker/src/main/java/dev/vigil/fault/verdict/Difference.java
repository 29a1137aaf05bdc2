package dev.vigil.fault.verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In what a group differs from what it must be. Each list holds the first few.
 *
 * @param missing records that should be there and are not
 * @param doubled records that are there more often than they should be
 * @param unexpected records that should not be there at all
 * @param misplaced records that stand where another should, among those that are rightly there
 * @param expected the group as it must be, from shortly before the first difference on
 * @param written the group as it is, from the same position on
 */
public record Difference(
    Group group,
    Found missing,
    Found doubled,
    Found unexpected,
    Found misplaced,
    List<String> expected,
    List<String> written) {
  private static final int NAMED = 5;
  private static final int BEFORE = 2;
  private static final int SHOWN = 8;

  /**
   * Some records.
   *
   * @param count how many there are
   * @param first the first of them
   */
  public record Found(int count, List<String> first) {
    private static Found of(List<String> all) {
      return new Found(all.size(), List.copyOf(all.subList(0, Math.min(NAMED, all.size()))));
    }
  }

  /** Compares a group that is not as it must be. */
  static Difference of(Group group, List<String> expected, List<String> written) {
    Map<String, Integer> due = counted(expected);
    List<String> doubled = new ArrayList<>();
    List<String> unexpected = new ArrayList<>();
    List<String> rightlyThere = new ArrayList<>();
    Map<String, Integer> left = new HashMap<>(due);
    for (String token : written) {
      Integer open = left.get(token);
      if (open == null) {
        unexpected.add(token);
      } else if (open == 0) {
        doubled.add(token);
      } else {
        left.put(token, open - 1);
        rightlyThere.add(token);
      }
    }
    List<String> missing = new ArrayList<>();
    List<String> inOrder = new ArrayList<>();
    Map<String, Integer> there = counted(rightlyThere);
    for (String token : expected) {
      int open = there.getOrDefault(token, 0);
      if (open == 0) {
        missing.add(token);
      } else {
        there.put(token, open - 1);
        inOrder.add(token);
      }
    }
    List<String> misplaced = new ArrayList<>();
    for (int i = 0; i < inOrder.size(); i++) {
      if (!inOrder.get(i).equals(rightlyThere.get(i))) {
        misplaced.add(rightlyThere.get(i));
      }
    }
    int from = Math.max(0, firstDifference(expected, written) - BEFORE);
    return new Difference(
        group,
        Found.of(missing),
        Found.of(doubled),
        Found.of(unexpected),
        Found.of(misplaced),
        shown(expected, from),
        shown(written, from));
  }

  private static Map<String, Integer> counted(List<String> tokens) {
    Map<String, Integer> counts = new HashMap<>();
    tokens.forEach(token -> counts.merge(token, 1, Integer::sum));
    return counts;
  }

  private static int firstDifference(List<String> expected, List<String> written) {
    int same = 0;
    while (same < expected.size()
        && same < written.size()
        && expected.get(same).equals(written.get(same))) {
      same++;
    }
    return same;
  }

  private static List<String> shown(List<String> tokens, int from) {
    int start = Math.min(from, tokens.size());
    return List.copyOf(tokens.subList(start, Math.min(start + SHOWN, tokens.size())));
  }

  /** One line for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(group.toString());
    append(text, "missing", missing);
    append(text, "doubled", doubled);
    append(text, "unexpected", unexpected);
    append(text, "out of order", misplaced);
    return text.append("; expected ")
        .append(expected)
        .append(", written ")
        .append(written)
        .toString();
  }

  private static void append(StringBuilder text, String what, Found found) {
    if (found.count() > 0) {
      text.append("; ").append(found.count()).append(' ').append(what).append(' ');
      text.append(found.first());
    }
  }
}
