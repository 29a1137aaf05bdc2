package dev.vigil.topology.runtime;

import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.pipeline.state.StateFormat;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** What the cluster must be like before the first record is read. */
final class StartChecks {
  private final Configuration configuration;
  private final Registry registry;
  private final Path stateDirectory;
  private final RunningMark runningMark;
  private final InstantSource clock;

  StartChecks(
      Configuration configuration,
      Registry registry,
      Path stateDirectory,
      RunningMark runningMark,
      InstantSource clock) {
    this.configuration = configuration;
    this.registry = registry;
    this.stateDirectory = stateDirectory;
    this.runningMark = runningMark;
    this.clock = clock;
  }

  /**
   * Checks access, topics, budget, state and offsets, in this order.
   *
   * @return the partition count of the inputs
   * @throws VigilException if anything is missing, or an operator must look first
   */
  int run() {
    TopicCatalogue catalogue = new TopicCatalogue(configuration.vigil());
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration)) {
      new AccessCheck(configuration.vigil(), cluster).require();
      TopicCheck.Findings topics = new TopicCheck(catalogue, cluster).check();
      if (!topics.problems().isEmpty()) {
        throw new VigilException(ExitCode.TOPICS, topics.problems(), null);
      }
      ControlRecords control = ControlRecords.read(configuration, cluster, registry);
      new BudgetStop(configuration, registry, clock).requireUnspent(control);
      LocalState local = new LocalState(stateDirectory, configuration.vigil().applicationId());
      new StateFormatCheck(
              configuration, cluster, registry, clock, local, StateFormat.OF_THIS_BUILD)
          .admit(control);
      new InitialOffsets(cluster, configuration.vigil().applicationId())
          .prepare(
              inputPartitions(catalogue, topics.partitions()),
              configuration.vigil().inputs().startFrom());
      if (runningMark.lastRunWasCut()) {
        new GroupMembership(configuration.vigil()).leaveToOthers(cluster);
      }
      return topics.partitions();
    }
  }

  private static List<TopicPartition> inputPartitions(TopicCatalogue catalogue, int partitions) {
    List<TopicPartition> all = new ArrayList<>();
    catalogue
        .withRole(TopicRole.INPUT)
        .forEach(
            topic -> {
              for (int partition = 0; partition < partitions; partition++) {
                all.add(new TopicPartition(topic.name(), partition));
              }
            });
    return all;
  }
}
