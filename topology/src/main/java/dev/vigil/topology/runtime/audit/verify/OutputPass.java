package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.audit.verify.Plan.Judged;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads one partition of an output: which input records its records were written for. */
final class OutputPass implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private final Plan plan;
  private final TopicPartition partition;
  private final int channel;
  private final Cutoffs cutoffs;
  private final long @Nullable [] first;
  private final Consumer<ConsumerRecord<byte[], byte[]>> causelessAlerts;
  private final Said said;
  private final Findings findings;
  private final Totals totals;
  private final Origin origin;
  private @Nullable TopicPartition newestInput;
  private @Nullable Judged newestJudged;

  /**
   * Reads from the beginning.
   *
   * @param causelessAlerts takes alerts without an origin: no input record led to them
   */
  OutputPass(
      Plan plan,
      TopicPartition partition,
      Cutoffs cutoffs,
      Consumer<ConsumerRecord<byte[], byte[]>> causelessAlerts,
      Said said,
      Findings findings,
      Totals totals) {
    this.plan = plan;
    this.partition = partition;
    this.channel = plan.channels().channel(partition.topic());
    this.cutoffs = cutoffs;
    this.first = cutoffs.of(partition);
    this.causelessAlerts = causelessAlerts;
    this.said = said;
    this.findings = findings;
    this.totals = totals;
    this.origin = new Origin(plan.channels());
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    switch (origin.read(channel, record.headers())) {
      case NOTHING -> withoutOrigin(record);
      case NONSENSE -> foreign(record, "its origin is none");
      case ANOTHER -> {
        if (plan.former().contains(new TopicPartition(origin.topic(), origin.partition))) {
          totals.former++;
        } else {
          foreign(record, "its origin is in a topic that is no input");
        }
      }
      case AN_INPUT -> ofInput(record);
    }
  }

  private void ofInput(ConsumerRecord<byte[], byte[]> record) {
    if (origin.partition >= plan.allPartitions()) {
      foreign(record, "its origin is in a partition that is not there");
      return;
    }
    Judged judged = judged();
    if (judged == null) {
      return;
    }
    if (origin.offset >= judged.end()) {
      foreign(record, "its origin is a record that has not come yet");
      return;
    }
    cutoffs.seen(first, origin.input, origin.partition, origin.offset);
    if (origin.offset >= judged.to()) {
      totals.later++;
    } else if (origin.offset >= judged.scope()) {
      totals.judged++;
      said.add(origin.input, origin.partition, channel, origin.offset, 1, record.offset());
    }
  }

  /** Nearly always the same as of the record before. */
  private @Nullable Judged judged() {
    String topic = plan.channels().inputs().get(origin.input);
    TopicPartition last = newestInput;
    if (last == null || last.partition() != origin.partition || !last.topic().equals(topic)) {
      newestInput = new TopicPartition(topic, origin.partition);
      newestJudged = plan.inputs().get(newestInput);
    }
    return newestJudged;
  }

  /** An escalation has no input record; all else has one. */
  private void withoutOrigin(ConsumerRecord<byte[], byte[]> record) {
    Channels channels = plan.channels();
    if (channel == channels.alerts()) {
      totals.causeless++;
      causelessAlerts.accept(record);
    } else if (channel == channels.alertsFhir() || channel == channels.review()) {
      totals.causeless++;
    } else {
      foreign(record, "it says no origin");
    }
  }

  private void foreign(ConsumerRecord<byte[], byte[]> record, String because) {
    findings.add(
        FindingKind.OUTPUT_FOREIGN, null, Coordinates.of(partition, record.offset()), because);
  }
}
