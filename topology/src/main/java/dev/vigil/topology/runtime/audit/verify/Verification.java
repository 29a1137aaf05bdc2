package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.serdes.avro.WriterSchemas;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.Coordinates;
import dev.vigil.topology.runtime.audit.verify.BlockSums.Block;
import dev.vigil.topology.runtime.audit.verify.BlockSums.Sum;
import dev.vigil.topology.runtime.audit.verify.Plan.Judged;
import dev.vigil.topology.runtime.audit.verify.Plan.Log;
import dev.vigil.topology.runtime.audit.verify.Verdict.NotJudged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Proves that nothing vanished, in one reading of outputs, audit and inputs, in this order, each
 * partition by itself. What they say of each block of input offsets is summed up; sums that do not
 * agree are looked into by a second reading of that block alone. So memory grows by some hundred
 * bytes for 65,536 records, and nothing is sorted or joined.
 */
public final class Verification {
  /** Blocks that are read a second time; what is wrong beyond is one finding for each block. */
  private static final int MOST_NARROWED = 64;

  private final Plan plan;
  private final Channels channels;
  private final LogReader reader;
  private final WriterSchemas schemas;
  private final Fingerprints fingerprints;
  private final Findings findings;
  private final Cutoffs cutoffs;
  private final Anchors anchors;
  private final Map<TopicPartition, BlockSums> sums = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Totals> totals = new ConcurrentHashMap<>();
  private long outputsBeforeAudit;

  /** The oldest offset of each input, once it was read. */
  private Map<TopicPartition, Long> leftOfInputs = Map.of();

  /**
   * Of one plan, once.
   *
   * @param random unpredictable for who writes to the topics
   * @param mostOfAKind how many findings of each kind are named
   */
  public Verification(
      Plan plan, LogReader reader, WriterSchemas schemas, LongSupplier random, int mostOfAKind) {
    this.plan = plan;
    this.channels = plan.channels();
    this.reader = reader;
    this.schemas = schemas;
    this.fingerprints = new Fingerprints(random);
    this.findings = new Findings(mostOfAKind);
    this.cutoffs = new Cutoffs(plan);
    this.anchors = new Anchors(plan);
  }

  /** Verifies. */
  public Verdict run() {
    // Outputs first: what retention has left of them decides what can be announced missing.
    long unjudgedAlerts = readOutputs();
    long headsTooOld = readAudit();
    Map<TopicPartition, Range> inputs = readInputs();
    long disturbed = compare(inputs);
    return verdict(unjudgedAlerts, headsTooOld, disturbed);
  }

  private long readOutputs() {
    Escalated escalated = new Escalated(schemas, findings);
    Map<TopicPartition, Range> outputs = ranges(topic -> channels.channel(topic) > 0);
    reader.read(
        outputs,
        partition ->
            new OutputPass(
                plan,
                partition,
                cutoffs,
                escalated::alert,
                sums(partition),
                findings,
                totals(partition)));
    reader
        .beginnings(outputs)
        .forEach(
            (partition, beginning) -> {
              Range range = outputs.get(partition);
              if (range != null && beginning > range.from()) {
                cutoffs.cut(partition);
              }
            });
    if (escalated.isAnyUnexplained()) {
      reader.read(
          ranges(topic -> topic.equals(channels.operations())), partition -> escalated::operation);
    }
    return escalated.finish();
  }

  private long readAudit() {
    HeadCheck heads = new HeadCheck(plan, findings);
    Map<TopicPartition, AuditPass> passes = new ConcurrentHashMap<>();
    reader.read(
        auditRanges(),
        partition ->
            passes.computeIfAbsent(
                partition,
                p ->
                    new AuditPass(
                        plan,
                        p,
                        Objects.requireNonNull(plan.logs().get(p)),
                        new AuditDecoder(schemas, channels),
                        new Announcements(channels, cutoffs, sums(p), totals(p)),
                        anchors,
                        heads,
                        findings,
                        totals(p))));
    return heads.finish(anchors);
  }

  private Map<TopicPartition, Range> readInputs() {
    Map<TopicPartition, Range> ranges = new HashMap<>();
    plan.inputs()
        .forEach(
            (partition, judged) -> {
              long from = lower(partition, judged);
              if (from < judged.to()) {
                ranges.put(partition, new Range(from, judged.to()));
              }
            });
    reader.read(
        ranges,
        partition -> {
          int input = channels.inputs().indexOf(partition.topic());
          BlockSums into = sums(partition);
          Totals counted = totals(partition);
          return record -> {
            counted.judged++;
            into.add(
                input, partition.partition(), Channels.RECORD, record.offset(), 1, record.offset());
          };
        });
    leftOfInputs = reader.beginnings(ranges);
    return ranges;
  }

  private long lower(TopicPartition partition, Judged judged) {
    return Math.max(
        judged.from(),
        anchors.of(channels.inputs().indexOf(partition.topic()), partition.partition()));
  }

  /** What retention deleted before it was read cannot be missing. */
  private long lower(Block block) {
    TopicPartition input =
        new TopicPartition(channels.inputs().get(block.input()), block.partition());
    Judged judged = Objects.requireNonNull(plan.inputs().get(input));
    return block.channel() == Channels.RECORD
        ? Math.max(lower(input, judged), leftOfInputs.getOrDefault(input, 0L))
        : Math.max(judged.scope(), anchors.of(block.input(), block.partition()));
  }

  /** An audit partition is about input partitions of its number alone. */
  private Map<TopicPartition, Range> auditRanges() {
    Map<TopicPartition, Range> ranges = ranges(topic -> topic.equals(channels.audit()));
    Set<Integer> asked =
        plan.inputs().keySet().stream().map(TopicPartition::partition).collect(Collectors.toSet());
    ranges.keySet().removeIf(partition -> !asked.contains(partition.partition()));
    return ranges;
  }

  private Map<TopicPartition, Range> ranges(Predicate<String> topics) {
    Map<TopicPartition, Range> ranges = new HashMap<>();
    for (Map.Entry<TopicPartition, Log> log : plan.logs().entrySet()) {
      if (topics.test(log.getKey().topic()) && log.getValue().from() < log.getValue().to()) {
        ranges.put(log.getKey(), new Range(log.getValue().from(), log.getValue().to()));
      }
    }
    return ranges;
  }

  private BlockSums sums(TopicPartition partition) {
    return sums.computeIfAbsent(
        partition, p -> new BlockSums(fingerprints, channels.inputs().size(), channels.count()));
  }

  private Totals totals(TopicPartition partition) {
    return totals.computeIfAbsent(partition, p -> new Totals());
  }

  /** What the partitions say of one block, together. */
  private static final class Balance {
    long count;
    long low;
    long high;
    long announced;
    long there;
    final Map<TopicPartition, Range> saidIn = new LinkedHashMap<>();

    void add(TopicPartition partition, Sum sum, boolean isAudit) {
      saidIn.put(partition, new Range(sum.firstSaid, sum.lastSaid + 1));
      if (isAudit) {
        announced += sum.count;
        count += sum.count;
        low += sum.low;
        high += sum.high + (Long.compareUnsigned(low, sum.low) < 0 ? 1 : 0);
      } else {
        there += sum.count;
        count -= sum.count;
        high -= sum.high + (Long.compareUnsigned(low, sum.low) < 0 ? 1 : 0);
        low -= sum.low;
      }
    }

    boolean isEven() {
      return count == 0 && low == 0 && high == 0;
    }
  }

  /** Gives how many blocks cannot be judged, because retention worked meanwhile. */
  private long compare(Map<TopicPartition, Range> inputs) {
    Map<Block, Balance> balances = new HashMap<>();
    sums.forEach(
        (partition, said) -> {
          boolean isAudit = partition.topic().equals(channels.audit());
          for (Sum sum : said.all()) {
            balances
                .computeIfAbsent(sum.block, block -> new Balance())
                .add(partition, sum, isAudit);
          }
        });
    List<Block> uneven = new ArrayList<>();
    balances.forEach(
        (block, balance) -> {
          if (block.end() <= lower(block)) {
            outputsBeforeAudit += block.channel() == Channels.RECORD ? 0 : balance.there;
          } else if (!balance.isEven()) {
            uneven.add(block);
          }
        });
    uneven.sort(
        Comparator.comparingInt(Block::channel)
            .thenComparingInt(Block::input)
            .thenComparingInt(Block::partition)
            .thenComparingLong(Block::number));
    Narrowing narrowing =
        new Narrowing(plan, reader, () -> new AuditDecoder(schemas, channels), cutoffs, findings);
    long disturbed = 0;
    int whole = 0;
    for (Block block : uneven) {
      Balance balance = Objects.requireNonNull(balances.get(block));
      // Where judging begins within a block, one for each channel, nothing need be wrong with it.
      if (block.first() >= lower(block) && ++whole > MOST_NARROWED) {
        tell(block, balance);
      } else if (narrowing.name(block, lower(block), balance.saidIn)) {
        disturbed++;
      }
    }
    return disturbed + deletedMeanwhile(inputs);
  }

  private void tell(Block block, Balance balance) {
    findings.add(
        FindingKind.BLOCK_DIFFERS,
        new Coordinates(channels.inputs().get(block.input()), block.partition(), block.first()),
        null,
        block.channel() == Channels.RECORD
            ? "to offset %d: audit records %d, input records %d"
                .formatted(block.end() - 1, balance.announced, balance.there)
            : "to offset %d: %s: announced %d, there %d"
                .formatted(
                    block.end() - 1,
                    channels.output(block.channel()),
                    balance.announced,
                    balance.there));
  }

  /** Nothing is wrong with a block of which nothing is left on either side, so look at ends. */
  private long deletedMeanwhile(Map<TopicPartition, Range> inputs) {
    return inputs.entrySet().stream()
        .filter(range -> leftOfInputs.getOrDefault(range.getKey(), 0L) > range.getValue().from())
        .count();
  }

  private Verdict verdict(long unjudgedAlerts, long headsTooOld, long disturbed) {
    Totals audit = new Totals();
    Totals outputs = new Totals();
    Map<String, Long> byTopic = new LinkedHashMap<>();
    channels.outputs().forEach(topic -> byTopic.put(topic, 0L));
    long records = 0;
    long alerts = 0;
    for (Map.Entry<TopicPartition, Totals> one : totals.entrySet()) {
      String topic = one.getKey().topic();
      if (topic.equals(channels.audit())) {
        audit.add(one.getValue());
      } else if (channels.channel(topic) > 0) {
        outputs.add(one.getValue());
        byTopic.merge(topic, one.getValue().judged, Long::sum);
        alerts += topic.equals(channels.output(channels.alerts())) ? one.getValue().causeless : 0;
      } else {
        records += one.getValue().judged;
      }
    }
    List<NotJudged> open = new ArrayList<>();
    note(
        open,
        "input-before-audit",
        inputOffsetsBeforeAudit(),
        "offsets of inputs before the oldest audit record that retention has left, or before the"
            + " application began");
    note(
        open,
        "input-deleted",
        audit.ofDeletedInput,
        "audit records whose input record retention has deleted; their chain and outputs are judged");
    note(
        open,
        "output-deleted",
        audit.outputsGone,
        "announced outputs that are older than the oldest that retention has left");
    note(
        open,
        "output-before-audit",
        outputsBeforeAudit,
        "outputs older than the oldest audit record that retention has left");
    note(
        open,
        "output-unconfigured",
        audit.unconfigured,
        "announced outputs to an output that is not configured any more");
    note(
        open,
        "former-input",
        audit.former + outputs.former,
        "audit records and outputs of a topic that is no input any more");
    note(
        open,
        "escalation",
        outputs.causeless - alerts + unjudgedAlerts,
        "review items and FHIR forms of escalations: they have no input record");
    note(
        open,
        "later",
        audit.later + outputs.later,
        "audit records and outputs beyond the committed offsets, or beyond what was asked for");
    note(open, "head-too-old", headsTooOld, "heads before what was read");
    note(
        open,
        "deleted-meanwhile",
        disturbed,
        "partitions or blocks of which retention deleted something meanwhile: run it again");
    return new Verdict(records, audit.judged, byTopic, open, findings.counts(), findings.named());
  }

  private long inputOffsetsBeforeAudit() {
    long offsets = 0;
    for (Map.Entry<TopicPartition, Judged> input : plan.inputs().entrySet()) {
      Judged judged = input.getValue();
      long lower = Math.min(judged.to(), lower(input.getKey(), judged));
      offsets += Math.max(0, lower - judged.from());
    }
    return offsets;
  }

  private static void note(List<NotJudged> open, String code, long count, String text) {
    if (count > 0) {
      open.add(new NotJudged(code, count, text));
    }
  }
}
