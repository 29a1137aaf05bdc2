package dev.vigil.topology.pipeline;

import dev.vigil.topology.domain.budget.FailureBudget;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Shows how much of the failure budget is used. */
final class BudgetMeters {
  private BudgetMeters() {}

  static void watch(MeterRegistry registry, FailureBudget budget) {
    gauge(
        registry,
        budget,
        "used",
        "Dead letters of category processing or schema within the window",
        now -> now.use().deadLetters());
    gauge(
        registry,
        budget,
        "limit",
        "Most dead letters within the window, vigil.failure-budget.dead-letters; 0: no budget",
        now -> now.limits().deadLetters());
    gauge(
        registry,
        budget,
        "level",
        "How much of the failure budget is used, by number and share, 0 to 1",
        now -> now.use().level());
    gauge(
        registry,
        budget,
        "spent",
        "1 if the failure budget is spent, so that the instance stops",
        now -> now.isSpent() ? 1 : 0);
  }

  private static void gauge(
      MeterRegistry registry,
      FailureBudget budget,
      String name,
      String description,
      ToDoubleFunction<FailureBudget> value) {
    Gauge.builder("vigil.failure.budget." + name, budget, value)
        .description(description)
        .strongReference(true)
        .register(registry);
  }
}
