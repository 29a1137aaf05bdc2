package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.audit.verify.BlockSums.Block;
import dev.vigil.topology.runtime.audit.verify.Plan.Log;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads what was said of one block a second time, and names the records that do not agree. */
final class Narrowing {
  private final Plan plan;
  private final LogReader reader;
  private final Supplier<AuditDecoder> decoders;
  private final Cutoffs cutoffs;
  private final Findings findings;

  Narrowing(
      Plan plan,
      LogReader reader,
      Supplier<AuditDecoder> decoders,
      Cutoffs cutoffs,
      Findings findings) {
    this.plan = plan;
    this.reader = reader;
    this.decoders = decoders;
    this.cutoffs = cutoffs;
    this.findings = findings;
  }

  /** What is said of a block, offset by offset. */
  private static final class Tally implements Said {
    private final Block block;
    private final long[] announced = new long[Fingerprints.BLOCK];
    private final long[] there = new long[Fingerprints.BLOCK];
    private final @Nullable Coordinates[] audits = new Coordinates[Fingerprints.BLOCK];
    private final @Nullable Coordinates[] last = new Coordinates[Fingerprints.BLOCK];
    private boolean isAudit;
    private @Nullable TopicPartition from;

    Tally(Block block) {
      this.block = block;
    }

    @Override
    public synchronized void add(
        int input, int partition, int channel, long offset, int times, long saidAt) {
      if (input != block.input()
          || partition != block.partition()
          || channel != block.channel()
          || offset >>> Fingerprints.BLOCK_BITS != block.number()) {
        return;
      }
      int at = (int) (offset - block.first());
      (isAudit ? announced : there)[at] += times;
      if (from != null) {
        (isAudit ? audits : last)[at] = Coordinates.of(from, saidAt);
      }
    }
  }

  /**
   * Names what does not agree.
   *
   * @param lower offsets before it are not judged
   * @param ranges where the block was spoken of
   * @return whether retention has deleted some of it meanwhile, so that nothing can be said
   */
  boolean name(Block block, long lower, Map<TopicPartition, Range> ranges) {
    Tally tally = new Tally(block);
    // One after the other: a tally knows only one partition at a time.
    ranges.forEach(
        (partition, range) -> reader.read(Map.of(partition, range), one -> sink(partition, tally)));
    Map<TopicPartition, Long> beginnings = reader.beginnings(ranges);
    for (Map.Entry<TopicPartition, Range> range : ranges.entrySet()) {
      if (beginnings.getOrDefault(range.getKey(), 0L) > range.getValue().from()) {
        return true;
      }
    }
    for (int i = 0; i < Fingerprints.BLOCK; i++) {
      long offset = block.first() + i;
      if (offset >= lower && tally.announced[i] != tally.there[i]) {
        tell(block, offset, tally, i);
      }
    }
    return false;
  }

  private Consumer<ConsumerRecord<byte[], byte[]>> sink(TopicPartition partition, Tally tally) {
    Channels channels = plan.channels();
    tally.from = partition;
    tally.isAudit = partition.topic().equals(channels.audit());
    Findings told = new Findings(0);
    if (tally.isAudit) {
      // What is wrong with audit records themselves was found already: only what they announce.
      return new AuditPass(
          plan,
          partition,
          new Log(0, 0, 0),
          decoders.get(),
          new Announcements(channels, cutoffs, tally, new Totals()),
          new Anchors(plan),
          new HeadCheck(plan, told),
          told,
          new Totals());
    }
    int input = channels.inputs().indexOf(partition.topic());
    if (input >= 0) {
      return record ->
          tally.add(
              input, partition.partition(), Channels.RECORD, record.offset(), 1, record.offset());
    }
    return new OutputPass(plan, partition, cutoffs, record -> {}, tally, told, new Totals());
  }

  /** Of what is there too often the last is named; of what is missing, who announces it. */
  private void tell(Block block, long offset, Tally tally, int at) {
    long announced = tally.announced[at];
    long there = tally.there[at];
    Coordinates record =
        new Coordinates(plan.channels().inputs().get(block.input()), block.partition(), offset);
    if (block.channel() == Channels.RECORD) {
      FindingKind kind =
          there == 0
              ? FindingKind.AUDIT_WITHOUT_RECORD
              : announced == 0 ? FindingKind.RECORD_NOT_AUDITED : FindingKind.AUDITED_TWICE;
      findings.add(kind, record, tally.audits[at], announced > 1 ? announced + " times" : "");
      return;
    }
    FindingKind kind =
        announced > there
            ? FindingKind.OUTPUT_MISSING
            : announced == 0 ? FindingKind.OUTPUT_UNANNOUNCED : FindingKind.OUTPUT_TWICE;
    findings.add(
        kind,
        record,
        announced > there ? tally.audits[at] : tally.last[at],
        "%s: announced %d, there %d"
            .formatted(plan.channels().output(block.channel()), announced, there));
  }
}
