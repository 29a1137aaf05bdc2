package dev.vigil.topology.runtime.deadletter;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How many dead letters there are of each reason. Bounded, whatever somebody else wrote there. */
public final class ReasonCounts {
  /** Vigil has some two dozen reasons; a newer release a few more. */
  private static final int MOST = 200;

  private static final Reason OTHERS = new Reason("(others)", "(others)");

  private final Map<Reason, Long> counts = new HashMap<>();
  private long total;

  private record Reason(String reason, String category) {}

  /**
   * A reason that occurs.
   *
   * @param reason code; (none) where the header is missing or malformed
   * @param category code, likewise
   * @param count of dead letters
   */
  public record Row(String reason, String category, long count) {}

  /** Counts one. */
  public void add(DeadLetter letter) {
    total++;
    Reason reason =
        new Reason(
            Objects.requireNonNullElse(letter.reason(), "(none)"),
            Objects.requireNonNullElse(letter.category(), "(none)"));
    boolean fits = counts.size() < MOST || counts.containsKey(reason);
    counts.merge(fits ? reason : OTHERS, 1L, Long::sum);
  }

  /** How many were counted. */
  public long total() {
    return total;
  }

  /** All reasons that occur, the most frequent first. */
  public List<Row> rows() {
    return counts.entrySet().stream()
        .map(entry -> new Row(entry.getKey().reason(), entry.getKey().category(), entry.getValue()))
        .sorted(Comparator.comparingLong(Row::count).reversed().thenComparing(Row::reason))
        .toList();
  }
}
