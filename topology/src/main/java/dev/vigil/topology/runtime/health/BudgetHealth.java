package dev.vigil.topology.runtime.health;

import dev.vigil.topology.domain.budget.BudgetUse;
import dev.vigil.topology.domain.budget.FailureBudget;

/** Tells operators that an instance comes close to stopping, before it does. */
public final class BudgetHealth implements Runnable {
  private static final int STAGES = 10;
  private static final int FIRST_STAGE = STAGES / 2;

  private final FailureBudget budget;
  private final Health health;
  private int stage;

  /** Looks at a budget when it is run. */
  public BudgetHealth(FailureBudget budget, Health health) {
    this.budget = budget;
    this.health = health;
  }

  /** Looks now. */
  @Override
  public synchronized void run() {
    BudgetUse use = budget.use();
    int now = (int) (use.level() * STAGES);
    // Every tenth, not every dead letter: each change is a line in the log.
    if (now == stage) {
      return;
    }
    stage = now;
    if (now < FIRST_STAGE) {
      health.ok(Health.FAILURE_BUDGET);
    } else {
      health.degraded(
          Health.FAILURE_BUDGET,
          "%d %% of the failure budget is used, all of it stops this instance: %s"
              .formatted((int) (use.level() * 100), use.text()));
    }
  }
}
