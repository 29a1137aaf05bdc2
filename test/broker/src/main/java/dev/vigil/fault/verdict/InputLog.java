package dev.vigil.fault.verdict;

import dev.vigil.config.Configuration;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.fault.ledger.EventWriter;
import dev.vigil.fault.ledger.Ledger;
import dev.vigil.topology.runtime.CommittedRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What stands in fhir.events: which event at which offset. What retention has deleted is taken from
 * the ledger. The log counts where the two differ, because the application can know no other; each
 * difference is a fault of brokers or producer, and named.
 */
public final class InputLog {
  private static final int NAMED = 20;

  private final int[][] numbers;
  private final long[] starts;
  private final List<String> faults = new ArrayList<>();
  private int faultCount;

  private InputLog(int partitions) {
    this.numbers = new int[partitions][];
    this.starts = new long[partitions];
  }

  /**
   * Reads the topic, and compares it with the ledger, after all that was sent is acknowledged.
   *
   * @throws dev.vigil.topology.runtime.VigilException if the brokers do not give the records within
   *     {@code vigil.startup-timeout}
   */
  public static InputLog read(Configuration configuration, Ledger ledger) {
    String topic = new TopicCatalogue(configuration.vigil()).events().name();
    InputLog log = new InputLog(ledger.partitions());
    try (CommittedRecords records = new CommittedRecords(configuration)) {
      List<TopicPartition> partitions = records.partitions(topic);
      if (partitions.size() != ledger.partitions()) {
        throw new IllegalArgumentException(
            "%s has %d partitions, the ledger %d"
                .formatted(topic, partitions.size(), ledger.partitions()));
      }
      Map<TopicPartition, CommittedRecords.Range> ranges = records.all(partitions);
      ranges.forEach((partition, range) -> log.open(partition.partition(), range));
      records.readWritten(
          ranges,
          record ->
              log.numbers[record.partition()][(int) record.offset()] =
                  EventWriter.numberOf(record.headers()));
    }
    log.compare(ledger);
    return log;
  }

  /** A log of which nothing was deleted, as it stands: events by partition, in offset order. */
  static InputLog of(int[][] numbers) {
    InputLog log = new InputLog(numbers.length);
    for (int partition = 0; partition < numbers.length; partition++) {
      log.numbers[partition] = numbers[partition].clone();
    }
    return log;
  }

  private void open(int partition, CommittedRecords.Range range) {
    starts[partition] = range.from();
    numbers[partition] = new int[Math.toIntExact(range.to())];
    Arrays.fill(numbers[partition], (int) Ledger.NONE);
  }

  private void compare(Ledger ledger) {
    Set<Integer> placeUnknown = new HashSet<>(ledger.placeUnknown());
    for (int partition = 0; partition < numbers.length; partition++) {
      for (int offset = 0; offset < Math.max(end(partition), ledger.end(partition)); offset++) {
        compare(partition, offset, ledger.number(partition, offset), placeUnknown);
      }
    }
    ledger
        .twice()
        .forEach(
            twice ->
                fault(
                    "%d-%d was acknowledged for event %d and for event %d"
                        .formatted(
                            twice.partition(), twice.offset(), twice.first(), twice.second())));
    ledger
        .refusals()
        .forEach(
            refusal ->
                fault("event %d was refused: %s".formatted(refusal.number(), refusal.error())));
    if (ledger.pending() > 0) {
      fault(ledger.pending() + " events are not acknowledged");
    }
  }

  private void compare(int partition, int offset, int acknowledged, Set<Integer> placeUnknown) {
    if (offset < starts[partition]) {
      numbers[partition][offset] = acknowledged;
      if (acknowledged == Ledger.NONE) {
        fault("%d-%d: a hole in what was acknowledged".formatted(partition, offset));
      }
      return;
    }
    int there = offset < end(partition) ? numbers[partition][offset] : (int) Ledger.NONE;
    boolean asAcknowledged =
        there == acknowledged || (acknowledged == Ledger.NONE && placeUnknown.remove(there));
    if (!asAcknowledged) {
      fault(
          "%d-%d: %s was acknowledged, %s stands in the log"
              .formatted(partition, offset, event(acknowledged), event(there)));
    }
  }

  private static String event(int number) {
    return number == Ledger.NONE ? "no event" : "event " + number;
  }

  private void fault(String fault) {
    faultCount++;
    if (faults.size() < NAMED) {
      faults.add(fault);
    }
  }

  /** How many partitions the topic has. */
  int partitions() {
    return numbers.length;
  }

  /** The first offset of a partition that no record has. */
  public long end(int partition) {
    return numbers[partition].length;
  }

  /** The oldest offset of a partition that retention has left. */
  public long start(int partition) {
    return starts[partition];
  }

  /** Number of the event at a place; {@link Ledger#NONE}: none of ours. */
  int number(int partition, long offset) {
    return numbers[partition][(int) offset];
  }

  /** How many records there are or were. */
  public long size() {
    long size = 0;
    for (int[] ofPartition : numbers) {
      size += ofPartition.length;
    }
    return size;
  }

  /** Where log and ledger differ: how often. */
  public int faultCount() {
    return faultCount;
  }

  /** Where they differ: the first places. */
  public List<String> faults() {
    return List.copyOf(faults);
  }
}
