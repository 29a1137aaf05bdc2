package dev.vigil.topology.runtime.reset;

import dev.vigil.avro.Operation;
import dev.vigil.config.Configuration;
import dev.vigil.config.VigilConfig;
import dev.vigil.config.topics.StoreNames;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ControlRecords;
import dev.vigil.topology.runtime.ControlWriter;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.LocalState;
import dev.vigil.topology.runtime.RecordedState;
import dev.vigil.topology.runtime.SpentBudget;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.reset.ResetPlan.Changelog;
import dev.vigil.topology.runtime.reset.ResetPlan.Input;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Deletes an application's state, so that the next start begins without any. Between the record
 * that it began and the one that it is done no instance starts; ended halfway, it is run again and
 * goes on.
 */
public final class StateReset {
  private static final String NAME = "reset";

  /** Details of the record: where reading had come to before the reset. */
  private static final String FROM = "from.";

  /** Details of the record: where it goes on. */
  private static final String TO = "to.";

  private final Configuration configuration;
  private final VigilConfig config;
  private final ClusterAdmin cluster;
  private final Registry registry;
  private final InstantSource clock;
  private final boolean withAuditHeads;
  private final TopicCatalogue catalogue;
  private final LocalState local;

  /**
   * Looks at nothing yet.
   *
   * @param withAuditHeads whether the ends of the audit chains are deleted, too: each chain then
   *     begins anew
   */
  public StateReset(
      Configuration configuration,
      ClusterAdmin cluster,
      Registry registry,
      InstantSource clock,
      boolean withAuditHeads) {
    this.configuration = configuration;
    this.config = configuration.vigil();
    this.cluster = cluster;
    this.registry = registry;
    this.clock = clock;
    this.withAuditHeads = withAuditHeads;
    this.catalogue = new TopicCatalogue(config);
    this.local = new LocalState(config.state().dir(), config.applicationId());
  }

  /** Looks, and changes nothing. */
  public ResetPlan plan() {
    ControlRecords control = ControlRecords.read(configuration, cluster, registry);
    RecordedState recorded = RecordedState.of(control);
    if (recorded.status() == RecordedState.Status.NOT_UNDERSTOOD) {
      throw new VigilException(
          ExitCode.STATE_FORMAT,
          "What vigil.control says of the state of %s is of a newer version: reset with that one"
              .formatted(config.applicationId()),
          null);
    }
    return new ResetPlan(
        config.applicationId(),
        recorded,
        cluster.members(config.applicationId()),
        changelogs(),
        inputs(recorded),
        SpentBudget.of(control).isPresent(),
        local.directory(),
        local.exists() ? Math.max(1, local.bytes()) : 0);
  }

  /** Of all stores that any configuration has: acknowledgements may be switched off by now. */
  private List<Changelog> changelogs() {
    Set<String> stores = new LinkedHashSet<>(StoreNames.all());
    stores.addAll(StoreNames.ofAcknowledgements());
    List<Changelog> found = new ArrayList<>();
    for (String store : stores) {
      String topic = StoreNames.changelog(config.applicationId(), store);
      List<TopicPartition> partitions = partitions(topic);
      if (!partitions.isEmpty()) {
        Map<TopicPartition, Long> from = offsets(partitions, OffsetSpec.earliest());
        long offsets =
            offsets(partitions, OffsetSpec.latest()).entrySet().stream()
                .mapToLong(end -> end.getValue() - from.getOrDefault(end.getKey(), 0L))
                .sum();
        found.add(
            new Changelog(topic, offsets, store.equals(StoreNames.AUDIT_HEADS) && !withAuditHeads));
      }
    }
    return found;
  }

  private List<Input> inputs(RecordedState recorded) {
    Map<TopicPartition, Long> committed = cluster.committed(config.applicationId());
    List<Input> inputs = new ArrayList<>();
    for (Topic topic : catalogue.withRole(TopicRole.INPUT)) {
      List<TopicPartition> partitions = partitions(topic.name());
      Map<TopicPartition, Long> read = new HashMap<>();
      for (TopicPartition partition : partitions) {
        // Of a reset that ended halfway, what it found: its own offsets are no reading.
        String before =
            recorded.details().get(FROM + partition.topic() + ":" + partition.partition());
        Long offset =
            recorded.status() == RecordedState.Status.RESET_BEGUN && before != null
                ? Long.valueOf(before)
                : committed.get(partition);
        if (offset != null) {
          read.put(partition, offset);
        }
      }
      inputs.add(
          new Input(
              topic.name(),
              read,
              offsets(partitions, OffsetSpec.earliest()),
              offsets(partitions, OffsetSpec.latest())));
    }
    return inputs;
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
    return partitions.isEmpty()
        ? Map.of()
        : cluster.offsets(partitions, spec, IsolationLevel.READ_UNCOMMITTED);
  }

  private List<TopicPartition> partitions(String topic) {
    OptionalInt count = cluster.partitions(topic);
    List<TopicPartition> partitions = new ArrayList<>();
    for (int partition = 0; partition < count.orElse(0); partition++) {
      partitions.add(new TopicPartition(topic, partition));
    }
    return partitions;
  }

  /**
   * Refuses to touch the state under a running instance.
   *
   * @throws VigilException with {@link ExitCode#NOT_PROVEN} if there is one
   */
  public void requireStopped(ResetPlan plan) {
    if (!plan.members().isEmpty()) {
      throw running(plan.members());
    }
  }

  private VigilException running(Set<String> members) {
    return new VigilException(
        ExitCode.NOT_PROVEN,
        "Nothing was deleted: instances of %s are running (%s). Stop them all, in Kubernetes by scaling to 0. A stopped one that has a vigil.instance-id counts until vigil.session-timeout (%s) is over"
            .formatted(config.applicationId(), String.join(", ", members), config.sessionTimeout()),
        null);
  }

  /**
   * Does what was shown.
   *
   * @param by the operator
   * @param told learns of each thing that is done
   * @throws VigilException with {@link ExitCode#NOT_PROVEN} if something has changed since the plan
   *     was made, or an instance was started meanwhile
   */
  public void execute(ResetPlan plan, Positions positions, String by, Consumer<String> told) {
    requireStopped(plan);
    try (ControlWriter writer = new ControlWriter(configuration, cluster, registry, clock, NAME)) {
      // Whoever else resets and has written is seen now; whoever has not cannot any more.
      requireUnchanged(plan);
      Map<String, String> details = details(plan, positions);
      write(writer, by, RecordedState.BEGUN, details);
      Set<String> members = cluster.members(plan.application());
      if (!members.isEmpty()) {
        withdraw(writer, plan, by);
        throw running(members);
      }
      moveOffsets(plan, positions);
      told.accept("offsets of " + plan.application() + " set");
      for (Changelog changelog : plan.changelogs()) {
        if (!changelog.kept()) {
          delete(changelog.topic());
          told.accept(changelog.topic() + " deleted");
        }
      }
      if (local.exists()) {
        local.delete();
        told.accept(local.directory() + " emptied");
      }
      requireNobodyCame(plan);
      write(writer, by, RecordedState.DONE, details);
    }
  }

  private void requireUnchanged(ResetPlan plan) {
    RecordedState now = RecordedState.of(ControlRecords.read(configuration, cluster, registry));
    if (!now.equals(plan.recorded())) {
      throw new VigilException(
          ExitCode.NOT_PROVEN,
          "Nothing was deleted: meanwhile %s wrote to vigil.control about the state of %s. Look again"
              .formatted(now.by(), plan.application()),
          null);
    }
  }

  private static Map<String, String> details(ResetPlan plan, Positions positions) {
    Map<String, String> details = new HashMap<>(RecordedState.details(0, plan.epoch()));
    for (Input input : plan.inputs()) {
      StartPosition position = positions.of(input.topic());
      details.put(TO + input.topic(), position.name().toLowerCase(Locale.ROOT));
      input
          .committed()
          .forEach(
              (partition, offset) ->
                  details.put(
                      FROM + partition.topic() + ":" + partition.partition(),
                      Long.toString(offset)));
    }
    return details;
  }

  private void write(ControlWriter writer, String by, String outcome, Map<String, String> details) {
    writer.write(
        RecordedState.CONTROLLED,
        writer.record(Operation.STATE_RESET, by, config.applicationId(), outcome, details));
  }

  /** Nothing was deleted yet: instances may start again as before. */
  private void withdraw(ControlWriter writer, ResetPlan plan, String by) {
    RecordedState before = plan.recorded();
    if (before.status() == RecordedState.Status.IN_USE) {
      writer.write(
          RecordedState.CONTROLLED,
          writer.record(
              Operation.STATE_FORMAT_RECORDED,
              by,
              config.applicationId(),
              "reset-withdrawn",
              RecordedState.details(before.format(), before.epoch())));
    }
  }

  private void moveOffsets(ResetPlan plan, Positions positions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (Input input : plan.inputs()) {
      input
          .offsets(positions.of(input.topic()))
          .forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
    }
    if (offsets.isEmpty()) {
      return;
    }
    try {
      cluster.answer(cluster.admin().alterConsumerGroupOffsets(plan.application(), offsets).all());
    } catch (VigilException e) {
      // Brokers take offsets from outside only as long as the group has no member.
      if (e.getCause() instanceof UnknownMemberIdException) {
        throw came(plan);
      }
      throw e;
    }
  }

  private void delete(String topic) {
    cluster.answerUnless(
        cluster.admin().deleteTopics(List.of(topic)).all(), UnknownTopicOrPartitionException.class);
    cluster.awaitGone(topic);
  }

  private void requireNobodyCame(ResetPlan plan) {
    if (!cluster.members(plan.application()).isEmpty()) {
      throw came(plan);
    }
  }

  private static VigilException came(ResetPlan plan) {
    return new VigilException(
        ExitCode.NOT_PROVEN,
        "An instance of %s was started while its state was deleted. Stop it, then run vigil reset --execute again; until then none starts"
            .formatted(plan.application()),
        null);
  }
}
