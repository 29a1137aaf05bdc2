package dev.vigil.topology.runtime;

import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.domain.budget.BudgetUse;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes what becomes of an application's failure budget: to {@code vigil.operations}, where it
 * stays, and to {@code vigil.control}, which tells whether instances may start; in one transaction.
 */
public final class BudgetWriter implements AutoCloseable {
  private static final String DONE = "done";

  private final Configuration configuration;
  private final InstantSource clock;
  private final String control;
  private final OperatorWriter writer;

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
    this.configuration = configuration;
    this.clock = clock;
    this.control = new TopicCatalogue(configuration.vigil()).control().name();
    this.writer = new OperatorWriter(configuration, cluster, registry, name);
  }

  /** An instance stops because it has spent its budget: no instance may start. */
  void spent(String instance, BudgetUse use) {
    write(
        record(
            Operation.FAILURE_BUDGET_SPENT,
            configuration.vigil().applicationId(),
            instance,
            SpentBudget.details(use)));
  }

  /**
   * An operator lets instances start again.
   *
   * @throws VigilException if it was not confirmed
   */
  public void acknowledge(String by, SpentBudget spent) {
    write(
        record(
            Operation.FAILURE_BUDGET_ACKNOWLEDGED,
            by,
            spent.instance(),
            Map.of("spent-at", spent.at().toString())));
  }

  private OperationRecord record(
      Operation operation, String by, String instance, Map<String, String> details) {
    return OperationRecord.newBuilder()
        .setOperation(operation)
        .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .setBy(by)
        .setSubject(instance)
        .setOutcome(DONE)
        .setDetails(details)
        .build();
  }

  private void write(OperationRecord record) {
    writer.begin();
    writer.send(record);
    writer.send(
        new ProducerRecord<>(control, 0, SpentBudget.key(configuration), writer.encode(record)));
    writer.commit();
  }

  @Override
  public void close() {
    writer.close();
  }
}
