package dev.vigil.config.profile;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of one rule.
 *
 * @param before null: added
 * @param after null: removed
 * @param cells what changed; empty for an added or removed rule
 */
public record RuleChange(
    @Nullable CriticalValueRule before, @Nullable CriticalValueRule after, List<CellChange> cells) {

  public RuleChange {
    if (before == null && after == null) {
      throw new IllegalArgumentException("a change of nothing");
    }
    cells = List.copyOf(cells);
  }

  /** How the rule is now; how it was, if it is gone. */
  public CriticalValueRule rule() {
    return after == null ? Objects.requireNonNull(before) : after;
  }

  /** Whether results are judged, or alerts handled, in another way. */
  public boolean isInEffect() {
    if (before != null && after != null) {
      return cells.stream().anyMatch(CellChange::inEffect);
    }
    return rule().enabled();
  }
}
