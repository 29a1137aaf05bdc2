package dev.vigil.topology.domain.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.serdes.event.DeadLetterReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** How long a failure counts. */
class FailureBudgetPropertiesTest {
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final DeadLetterReason FAILED = DeadLetterReason.STEP_FAILED;

  private long now = 17;

  /** Against a list of all that happened: never for what is older than the window. */
  @Property(tries = 300)
  void neverCountsLongerThanTheWindowNorASlotLessThanIt(
      @ForAll @Size(max = 400) List<@IntRange(max = 60) Integer> pauses) {
    int limit = 5;
    FailureBudget budget = new FailureBudget(new BudgetLimits(limit, WINDOW, 0), () -> now);
    Deque<Long> failures = new ArrayDeque<>();
    for (int seconds : pauses) {
      now += Duration.ofSeconds(seconds).toNanos();
      failures.add(now);
      boolean spent = budget.count(FAILED) != null;
      long slot = WINDOW.toNanos() / 60;
      long sure = failures.stream().filter(at -> now - at < WINDOW.toNanos() - slot).count();
      long possible = failures.stream().filter(at -> now - at < WINDOW.toNanos()).count();
      if (sure > limit) {
        assertThat(spent).isTrue();
      }
      if (spent) {
        assertThat(possible).isGreaterThan(limit);
        return;
      }
    }
  }
}
