package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.topology.runtime.Coordinates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All findings counted, the first of each kind kept. Safe for several threads. */
final class Findings {
  private final int mostOfAKind;
  private final Map<FindingKind, Long> counts = new EnumMap<>(FindingKind.class);
  private final List<Finding> kept = new ArrayList<>();

  /**
   * None yet.
   *
   * @param mostOfAKind how many of each kind are named; the others are counted
   */
  Findings(int mostOfAKind) {
    this.mostOfAKind = mostOfAKind;
  }

  synchronized void add(
      FindingKind kind, @Nullable Coordinates record, @Nullable Coordinates place, String detail) {
    if (counts.merge(kind, 1L, Long::sum) <= mostOfAKind) {
      kept.add(new Finding(kind, record, place, detail));
    }
  }

  synchronized Map<FindingKind, Long> counts() {
    return Collections.unmodifiableMap(new EnumMap<>(counts));
  }

  synchronized List<Finding> named() {
    return List.copyOf(kept);
  }
}
