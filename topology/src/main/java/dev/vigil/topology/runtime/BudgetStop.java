package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.serdes.avro.RegistryUnavailableException;
import dev.vigil.topology.domain.budget.BudgetUse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;

/** What an instance that has spent its failure budget leaves behind. */
final class BudgetStop {
  private final Configuration configuration;
  private final Registry registry;
  private final InstantSource clock;

  BudgetStop(Configuration configuration, Registry registry, InstantSource clock) {
    this.configuration = configuration;
    this.registry = registry;
    this.clock = clock;
  }

  /**
   * Refuses a start as long as no operator has acknowledged.
   *
   * @throws VigilException with {@link ExitCode#FAILURE_BUDGET}
   */
  void requireUnspent(ControlRecords control) {
    SpentBudget.of(control)
        .ifPresent(
            spent -> {
              throw new VigilException(
                  ExitCode.FAILURE_BUDGET,
                  "Not started: the failure budget of %s is spent: %s. Mend the cause, then run vigil dlq acknowledge; deploy/handbook/failure-budget.md says how"
                      .formatted(configuration.vigil().applicationId(), spent.text()),
                  null);
            });
  }

  /**
   * Writes that the budget is spent, so that no start forgets it. Takes a few times {@code
   * vigil.startup-timeout} at most.
   *
   * @param explained why the instance stops
   * @return the same, and that it could not be written if so: the instance stops all the same
   */
  VigilException record(BudgetUse use, VigilException explained) {
    String instance = InstanceName.of(configuration);
    // A name that no other has: instances that stop at the same time must not fence each other.
    String name = "failure-budget " + instance + " " + clock.millis();
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
        BudgetWriter writer = new BudgetWriter(configuration, cluster, registry, clock, name)) {
      writer.spent(instance, use);
      return explained;
    } catch (VigilException e) {
      return notWritten(explained, e.exitCode());
    } catch (RegistryUnavailableException e) {
      return notWritten(explained, ExitCode.REGISTRY);
    } catch (KafkaException e) {
      return notWritten(explained, ExitCode.BROKER);
    }
  }

  private static VigilException notWritten(VigilException explained, ExitCode reason) {
    List<String> lines = new ArrayList<>(explained.lines());
    lines.add(
        "That could not be written to vigil.control ("
            + reason.meaning()
            + "): a restart is not refused, so do not let it restart before the cause is mended");
    return new VigilException(explained.exitCode(), lines, explained);
  }
}
