package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.audit.verify.Cursor.MalformedException;
import dev.vigil.topology.runtime.audit.verify.Plan.Judged;
import dev.vigil.topology.runtime.audit.verify.Plan.Log;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads one partition of the audit, from its oldest record: chains, heads, announcements. */
final class AuditPass implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private final Plan plan;
  private final TopicPartition partition;
  private final Log log;
  private final AuditDecoder decoder;
  private final Announcements announcements;
  private final Anchors anchors;
  private final HeadCheck heads;
  private final Findings findings;
  private final Totals totals;
  private final Chain[] chains;
  private long records;

  AuditPass(
      Plan plan,
      TopicPartition partition,
      Log log,
      AuditDecoder decoder,
      Announcements announcements,
      Anchors anchors,
      HeadCheck heads,
      Findings findings,
      Totals totals) {
    this.plan = plan;
    this.partition = partition;
    this.log = log;
    this.decoder = decoder;
    this.announcements = announcements;
    this.anchors = anchors;
    this.heads = heads;
    this.findings = findings;
    this.totals = totals;
    this.chains = new Chain[plan.channels().inputs().size()];
    for (int i = 0; i < chains.length; i++) {
      chains[i] = new Chain(findings);
    }
  }

  /** How many records there were, of whatever kind. */
  long records() {
    return records;
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    records++;
    Coordinates at = Coordinates.of(partition, record.offset());
    AuditFields fields;
    try {
      fields = decoder.read(record.value());
    } catch (MalformedException e) {
      findings.add(FindingKind.AUDIT_UNREADABLE, null, at, String.valueOf(e.getMessage()));
      return;
    }
    if (fields.input == AuditFields.FOREIGN) {
      foreign(fields, at);
      return;
    }
    Coordinates about =
        new Coordinates(
            plan.channels().inputs().get(fields.input), fields.partition, fields.offset);
    if (fields.partition != partition.partition()) {
      findings.add(FindingKind.AUDIT_MISPLACED, about, at, "");
      return;
    }
    Judged judged = plan.inputs().get(new TopicPartition(about.topic(), partition.partition()));
    if (judged == null) {
      // Its topic was not asked for.
      return;
    }
    if (!decoder.isHashRight()) {
      findings.add(FindingKind.HASH_WRONG, about, at, "");
    }
    if (fields.offset < 0 || fields.offset >= judged.end()) {
      findings.add(
          FindingKind.AUDIT_WITHOUT_RECORD, about, at, "the input has not come so far yet");
      return;
    }
    Chain chain = chains[fields.input];
    if (!chain.hasBegun()) {
      anchors.begin(fields, judged, log);
    }
    chain.take(fields, about, at);
    heads.take(fields, about, at);
    announcements.take(fields, judged, record.key(), record.offset());
  }

  private void foreign(AuditFields fields, Coordinates at) {
    String topic =
        new String(
            fields.value,
            fields.topicFrom,
            fields.topicTo - fields.topicFrom,
            StandardCharsets.UTF_8);
    if (plan.former().contains(new TopicPartition(topic, fields.partition))) {
      totals.former++;
    } else {
      findings.add(FindingKind.AUDIT_FOREIGN, null, at, "");
    }
  }
}
