package dev.vigil.topology.runtime.replay;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Offsets of one partition, kept as ranges: small for what was sent in one go. */
public final class OffsetSet {
  /** Last offset by first, both in the set; no two touch. */
  private final NavigableMap<Long, Long> ranges = new TreeMap<>();

  /**
   * A set as {@link #toString} writes it.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static OffsetSet parse(String text) {
    OffsetSet set = new OffsetSet();
    set.add(text);
    return set;
  }

  /**
   * Adds a set as {@link #toString} writes it.
   *
   * @throws IllegalArgumentException if it is none
   */
  public void add(String text) {
    for (String range : text.split(",", -1)) {
      int dash = range.indexOf('-');
      long first = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
      long last = dash < 0 ? first : Long.parseLong(range.substring(dash + 1));
      if (last < first) {
        throw new IllegalArgumentException("a range that ends before it begins");
      }
      add(first, last);
    }
  }

  public void add(long offset) {
    add(offset, offset);
  }

  private void add(long first, long last) {
    long from = first;
    long to = last;
    Map.Entry<Long, Long> before = ranges.floorEntry(from);
    if (before != null && before.getValue() >= from - 1) {
      from = before.getKey();
      to = Math.max(to, before.getValue());
    }
    for (Map.Entry<Long, Long> next = ranges.ceilingEntry(from);
        next != null && next.getKey() <= to + 1;
        next = ranges.higherEntry(next.getKey())) {
      to = Math.max(to, next.getValue());
    }
    ranges.subMap(from, true, to, true).clear();
    ranges.put(from, to);
  }

  public boolean contains(long offset) {
    Map.Entry<Long, Long> range = ranges.floorEntry(offset);
    return range != null && range.getValue() >= offset;
  }

  /** The highest; -1: none. */
  public long last() {
    return ranges.isEmpty() ? -1 : ranges.lastEntry().getValue();
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** For example {@code 12-40,55}. */
  @Override
  public String toString() {
    return ranges.entrySet().stream()
        .map(
            range ->
                range.getKey().equals(range.getValue())
                    ? Long.toString(range.getKey())
                    : range.getKey() + "-" + range.getValue())
        .collect(Collectors.joining(","));
  }
}
