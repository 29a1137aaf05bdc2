package dev.vigil.topology.domain.escalation;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long each level of an escalation waits for an acknowledgement.
 *
 * @param waits before level 1, from level 1 to level 2, and so on
 */
public record Ladder(List<Duration> waits) {
  public Ladder {
    waits = List.copyOf(waits);
  }

  /**
   * How long an alert may stay unacknowledged on a level.
   *
   * @param level 0: it was not escalated yet
   * @return null: it is the last level
   */
  public @Nullable Duration wait(int level) {
    return level < waits.size() ? waits.get(level) : null;
  }

  /** How long an escalation takes from the first page to the last level. */
  public Duration length() {
    return waits.stream().reduce(Duration.ZERO, Duration::plus);
  }
}
