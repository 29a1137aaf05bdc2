package dev.vigil.topology.runtime;

import dev.vigil.avro.Operation;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.domain.budget.BudgetUse;
import java.time.InstantSource;
import java.util.Map;

/** Writes what becomes of an application's failure budget. */
public final class BudgetWriter implements AutoCloseable {
  private static final String DONE = "done";

  private final String application;
  private final ControlWriter writer;

  /**
   * Begins: another of this name that has not written yet cannot any more.
   *
   * @param name part of the transactional id
   * @throws VigilException if {@code vigil.operations} is missing, or the brokers refuse
   */
  public BudgetWriter(
      Configuration configuration,
      ClusterAdmin cluster,
      Registry registry,
      InstantSource clock,
      String name) {
    this.application = configuration.vigil().applicationId();
    this.writer = new ControlWriter(configuration, cluster, registry, clock, name);
  }

  /** An instance stops because it has spent its budget: no instance may start. */
  void spent(String instance, BudgetUse use) {
    write(Operation.FAILURE_BUDGET_SPENT, application, instance, SpentBudget.details(use));
  }

  /**
   * An operator lets instances start again.
   *
   * @throws VigilException if it was not confirmed
   */
  public void acknowledge(String by, SpentBudget spent) {
    write(
        Operation.FAILURE_BUDGET_ACKNOWLEDGED,
        by,
        spent.instance(),
        Map.of("spent-at", spent.at().toString()));
  }

  private void write(Operation operation, String by, String instance, Map<String, String> details) {
    writer.write(SpentBudget.CONTROLLED, writer.record(operation, by, instance, DONE, details));
  }

  @Override
  public void close() {
    writer.close();
  }
}
