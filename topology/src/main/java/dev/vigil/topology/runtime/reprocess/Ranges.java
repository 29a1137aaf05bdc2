package dev.vigil.topology.runtime.reprocess;

import dev.vigil.topology.runtime.CommittedRecords.Range;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Offsets by partition as people write them: {@code 0:12-400}, both ends included. */
public final class Ranges {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,9}):(\\d{1,18})-(\\d{1,18})");

  private Ranges() {}

  /**
   * Adds a range.
   *
   * @throws IllegalArgumentException if it is none, or the partition has one
   */
  public static void add(SortedMap<Integer, Range> ranges, String text) {
    Matcher found = RANGE.matcher(text);
    if (!found.matches()) {
      throw new IllegalArgumentException("not PARTITION:FROM-TO");
    }
    Range range = new Range(Long.parseLong(found.group(2)), Long.parseLong(found.group(3)) + 1);
    if (range.to() <= range.from()) {
      throw new IllegalArgumentException("ends before it begins");
    }
    if (ranges.put(Integer.parseInt(found.group(1)), range) != null) {
      throw new IllegalArgumentException("two of one partition");
    }
  }

  /** All of them; empty for none. */
  static String text(Map<Integer, Range> ranges) {
    return ranges.entrySet().stream()
        .map(one -> one.getKey() + ":" + one.getValue().from() + "-" + (one.getValue().to() - 1))
        .collect(Collectors.joining(" "));
  }

  /** As {@link #text} writes them. */
  static SortedMap<Integer, Range> parse(String text) {
    SortedMap<Integer, Range> ranges = new TreeMap<>();
    for (String one : text.split(" ", -1)) {
      if (!one.isEmpty()) {
        add(ranges, one);
      }
    }
    return ranges;
  }
}
