package dev.vigil.fault.verdict;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param inputs records in the input topic, those that were deleted included
 * @param written records that were read, by output
 * @param differing groups that are not as they must be; findings name some of each output
 * @param findings what speaks against each guarantee, one line each; none: it is proven
 */
public record Verdict(
    long inputs, Map<Output, Long> written, int differing, Map<Guarantee, List<String>> findings) {
  private static final int LINES = 20;

  /** Whether a guarantee is proven. */
  public boolean isProven(Guarantee guarantee) {
    return findings.getOrDefault(guarantee, List.of()).isEmpty();
  }

  /** Whether all are. */
  public boolean isProven() {
    return findings.values().stream().allMatch(List::isEmpty);
  }

  /** What speaks against guarantees, gathered. */
  static final class Builder {
    private final Map<Guarantee, List<String>> findings = new EnumMap<>(Guarantee.class);

    Builder() {
      for (Guarantee guarantee : Guarantee.values()) {
        findings.put(guarantee, new ArrayList<>());
      }
    }

    void against(Guarantee guarantee, String line) {
      List<String> lines = findings.get(guarantee);
      if (lines != null && lines.size() < LINES) {
        lines.add(line);
      }
    }

    /** What a comparison speaks against. */
    void take(Comparison comparison) {
      comparison.differences().forEach(this::take);
    }

    private void take(Difference difference) {
      String line = difference.toString();
      boolean missing = difference.missing().count() > 0;
      boolean doubled = difference.doubled().count() > 0;
      if (missing) {
        against(Guarantee.NO_LOSS, line);
      }
      if (doubled) {
        against(Guarantee.NO_DUPLICATE, line);
      }
      if (difference.misplaced().count() > 0) {
        against(Guarantee.NO_REORDERING, line);
      }
      if (difference.unexpected().count() > 0) {
        against(Guarantee.NOTHING_ELSE, line);
      }
      switch (difference.group().output()) {
        case AUDIT -> against(Guarantee.ONE_AUDIT_RECORD_EACH, line);
        case DEAD_LETTERS -> against(Guarantee.DEAD_LETTERS, line);
        case ALERTS -> {
          if (missing) {
            against(Guarantee.ALERTS_COMPLETE, line);
          }
          if (doubled || difference.unexpected().count() > 0) {
            against(Guarantee.ALERTS_NOT_DOUBLED, line);
          }
        }
        default -> {
          // Judged by the general guarantees.
        }
      }
    }

    Verdict verdict(long inputs, Comparison comparison) {
      Map<Guarantee, List<String>> all = new EnumMap<>(Guarantee.class);
      findings.forEach((guarantee, lines) -> all.put(guarantee, List.copyOf(lines)));
      return new Verdict(inputs, comparison.written(), comparison.differing(), all);
    }
  }
}
