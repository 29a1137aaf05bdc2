package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.config.Configuration;
import dev.vigil.config.StartFrom;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.CommittedRecords;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.audit.verify.Plan.Judged;
import dev.vigil.topology.runtime.audit.verify.Plan.Log;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks the brokers what there is to verify, in the order that makes the answers fit together. */
public final class PlanReader {
  private static final long PAUSE_MILLIS = 50;

  private final Configuration configuration;
  private final ClusterAdmin cluster;
  private final Channels channels;

  public PlanReader(Configuration configuration, ClusterAdmin cluster) {
    this.configuration = configuration;
    this.cluster = cluster;
    this.channels = new Channels(new TopicCatalogue(configuration.vigil()));
  }

  /** The topics. */
  public Channels channels() {
    return channels;
  }

  /**
   * What there is now.
   *
   * @throws VigilException if topics are missing, the application never ran, or a transaction stays
   *     open
   */
  public Plan read(Selection selection, List<Head> heads) {
    Map<TopicPartition, Long> committed = committed();
    List<TopicPartition> inputs = new ArrayList<>();
    int allPartitions = 0;
    for (String topic : channels.inputs()) {
      List<TopicPartition> all = partitions(topic);
      allPartitions = Math.max(allPartitions, all.size());
      inputs.addAll(all);
    }
    requireRead(inputs, committed);
    Set<TopicPartition> former = new HashSet<>(committed.keySet());
    inputs.forEach(former::remove);
    List<TopicPartition> outputs = new ArrayList<>(partitions(channels.audit()));
    channels.outputs().forEach(topic -> outputs.addAll(partitions(topic)));
    List<TopicPartition> operations = partitions(channels.operations());

    // Ends after the commits, and those of operations after those of the alerts they explain:
    // what is committed is then written, and each escalation that is read is explained.
    Map<TopicPartition, Long> ends = new HashMap<>(completeEnds(outputs));
    ends.putAll(completeEnds(operations));
    outputs.addAll(operations);
    Map<TopicPartition, Long> inputEnds =
        cluster.offsets(inputs, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, Long> beginnings = beginnings(inputs);
    beginnings.putAll(beginnings(outputs));

    Map<TopicPartition, Judged> judged =
        judged(selected(inputs, selection), selection, committed, beginnings, inputEnds);
    Instant since = since(selection, judged);
    Map<TopicPartition, Long> starts = since == null ? beginnings : at(outputs, since, ends);
    Map<TopicPartition, Log> logs = new HashMap<>();
    for (TopicPartition partition : outputs) {
      long beginning = beginnings.getOrDefault(partition, 0L);
      logs.put(
          partition,
          new Log(
              beginning,
              Math.max(beginning, starts.getOrDefault(partition, beginning)),
              ends.getOrDefault(partition, beginning)));
    }
    return new Plan(
        channels,
        allPartitions,
        judged,
        logs,
        former,
        configuration.vigil().inputs().startFrom() == StartFrom.EARLIEST,
        heads);
  }

  private Map<TopicPartition, Long> committed() {
    String group = configuration.vigil().applicationId();
    Map<TopicPartition, Long> committed = cluster.committed(group);
    if (committed.isEmpty()) {
      throw new VigilException(
          ExitCode.TOPICS,
          "The application %s has committed nothing: it never ran, or vigil.application-id is another"
              .formatted(group),
          null);
    }
    return committed;
  }

  /** {@code run} commits first offsets for all: of another group nothing would be judged. */
  private void requireRead(List<TopicPartition> inputs, Map<TopicPartition, Long> committed) {
    for (TopicPartition input : inputs) {
      if (!committed.containsKey(input)) {
        throw new VigilException(
            ExitCode.TOPICS,
            "The application %s never read %s: check vigil.application-id and the inputs that are configured, or start it (vigil run)"
                .formatted(configuration.vigil().applicationId(), input),
            null);
      }
    }
  }

  private List<TopicPartition> partitions(String topic) {
    int count =
        cluster
            .partitions(topic)
            .orElseThrow(
                () ->
                    new VigilException(
                        ExitCode.TOPICS,
                        "Topic "
                            + topic
                            + " is missing: check vigil.topics.prefix and the outputs that are"
                            + " configured, or run vigil topics create",
                        null));
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      partitions.add(new TopicPartition(topic, i));
    }
    return partitions;
  }

  private static List<TopicPartition> selected(List<TopicPartition> inputs, Selection selection) {
    List<TopicPartition> selected =
        inputs.stream()
            .filter(
                partition ->
                    (selection.topic() == null || selection.topic().equals(partition.topic()))
                        && (selection.partition() == null
                            || selection.partition() == partition.partition()))
            .toList();
    if (selected.isEmpty()) {
      throw new VigilException(
          ExitCode.USAGE,
          "There is no such input: the inputs are "
              + String.join(", ", inputs.stream().map(TopicPartition::topic).distinct().toList())
              + ", partitions count from 0",
          null);
    }
    return selected;
  }

  private Map<TopicPartition, Judged> judged(
      List<TopicPartition> inputs,
      Selection selection,
      Map<TopicPartition, Long> committed,
      Map<TopicPartition, Long> beginnings,
      Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> starts =
        selection.since() == null ? Map.of() : at(inputs, selection.since(), ends);
    Map<TopicPartition, Judged> judged = new HashMap<>();
    for (TopicPartition input : inputs) {
      long beginning = beginnings.getOrDefault(input, 0L);
      long end = ends.getOrDefault(input, beginning);
      long scope = selection.from() == null ? 0 : selection.from();
      if (selection.since() != null) {
        scope = Math.max(scope, starts.getOrDefault(input, end));
      }
      long to = committed.getOrDefault(input, 0L);
      if (selection.to() != null) {
        to = Math.min(to, selection.to() + 1);
      }
      judged.put(input, new Judged(scope, beginning, to, Math.max(end, to)));
    }
    return judged;
  }

  /**
   * What is judged arrived then or later, and so did all that was written for it: outputs and audit
   * records have the time of their input. Null: everything must be read.
   */
  private @Nullable Instant since(Selection selection, Map<TopicPartition, Judged> judged) {
    if (selection.since() != null || selection.from() == null || judged.size() != 1) {
      return selection.since();
    }
    Map.Entry<TopicPartition, Judged> only = judged.entrySet().iterator().next();
    Judged range = only.getValue();
    if (range.from() >= range.to() || range.scope() < range.beginning()) {
      return null;
    }
    AtomicReference<@Nullable Instant> first = new AtomicReference<>();
    try (CommittedRecords records = new CommittedRecords(configuration)) {
      records.read(
          Map.of(only.getKey(), new Range(range.from(), range.to())),
          record -> {
            first.set(Instant.ofEpochMilli(record.timestamp()));
            return false;
          });
    } catch (KafkaException e) {
      throw cluster.failure(e);
    }
    return first.get();
  }

  /**
   * Ends up to which no transaction is open any more. What an application has committed may be
   * visible in one topic a moment before it is in the next.
   */
  private Map<TopicPartition, Long> completeEnds(List<TopicPartition> partitions) {
    Map<TopicPartition, Long> written =
        cluster.offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    long deadline = System.nanoTime() + configuration.vigil().startupTimeout().toNanos();
    while (true) {
      Map<TopicPartition, Long> complete =
          cluster.offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
      List<TopicPartition> open =
          partitions.stream()
              .filter(
                  partition ->
                      complete.getOrDefault(partition, 0L) < written.getOrDefault(partition, 0L))
              .toList();
      if (open.isEmpty()) {
        return complete;
      }
      if (System.nanoTime() > deadline) {
        throw new VigilException(
            ExitCode.BROKER,
            "A transaction on %s has been open for longer than vigil.startup-timeout: an instance hangs or was killed; run it again once the transaction has timed out"
                .formatted(open.get(0)),
            null);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigilException(ExitCode.UNEXPECTED, "Interrupted while asking the brokers", e);
    }
  }

  private Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
    return new HashMap<>(
        cluster.offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED));
  }

  /** The first offsets that are not older; ends where there is none. */
  private Map<TopicPartition, Long> at(
      Collection<TopicPartition> partitions, Instant time, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> offsets =
        new HashMap<>(
            cluster.offsets(
                partitions,
                OffsetSpec.forTimestamp(time.toEpochMilli()),
                IsolationLevel.READ_UNCOMMITTED));
    offsets.replaceAll(
        (partition, offset) -> offset < 0 ? ends.getOrDefault(partition, 0L) : offset);
    return offsets;
  }
}
