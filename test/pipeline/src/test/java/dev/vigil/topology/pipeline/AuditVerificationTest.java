package dev.vigil.topology.pipeline;

import static dev.vigil.topology.pipeline.SampleEvent.observation;
import static dev.vigil.topology.pipeline.SampleEvent.potassium;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.UnknownSchemaException;
import dev.vigil.serdes.avro.WireFormat;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.avro.WriterSchemas;
import dev.vigil.topology.runtime.CommittedRecords.Range;
import dev.vigil.topology.runtime.audit.verify.Channels;
import dev.vigil.topology.runtime.audit.verify.Finding;
import dev.vigil.topology.runtime.audit.verify.FindingKind;
import dev.vigil.topology.runtime.audit.verify.Head;
import dev.vigil.topology.runtime.audit.verify.HeadReader;
import dev.vigil.topology.runtime.audit.verify.LogReader;
import dev.vigil.topology.runtime.audit.verify.Plan;
import dev.vigil.topology.runtime.audit.verify.Plan.Judged;
import dev.vigil.topology.runtime.audit.verify.Plan.Log;
import dev.vigil.topology.runtime.audit.verify.Verdict;
import dev.vigil.topology.runtime.audit.verify.Verdict.NotJudged;
import dev.vigil.topology.runtime.audit.verify.Verification;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pipeline writes is proven; whatever is then done to it is found, and named. */
class AuditVerificationTest {
  private static final String EVENTS = "fhir.events";
  private static final String AUDIT = "fhir.audit";
  private static final String ALERTS = "clinical.alerts";
  private static final String TREATMENT = "fhir.permitted.treatment";
  private static final int ALERT_SCHEMA = 101;
  private static final int OPERATION_SCHEMA = 102;

  @TempDir Path state;

  private final Map<String, NavigableMap<Long, ConsumerRecord<byte[], byte[]>>> logs =
      new HashMap<>();
  private final Map<String, Long> beginnings = new HashMap<>();
  private final Channels channels =
      new Channels(
          new TopicCatalogue(
              new ConfigLoader(Map.of())
                  .load(
                      null,
                      List.of(
                          "kafka.bootstrap.servers=nowhere:0",
                          "vigil.outputs.treatment.purpose=TREAT",
                          "vigil.outputs.research.purpose=HRESCH"))
                  .vigil()));
  private boolean fromEarliest = true;
  private long committed = 8;
  private long scope;
  private List<Head> heads = List.of();

  @BeforeEach
  void run() {
    RecordHeaders none = new RecordHeaders();
    try (PipelineDriver pipeline = PipelineDriver.start(state)) {
      pipeline.send(potassium("p1", "o1", 1, "7.1"));
      pipeline.send(EVENTS, "p1", "poison", none);
      pipeline.send("fhir.replay", potassium("p1", "o2", 1, "4.2"));
      pipeline.send(EVENTS, null, "poison without a key", none);
      pipeline.send(potassium("p1", "o1", 1, "7.1"));
      pipeline.send(potassium("p2", "o3", 1, "2.1"));
      pipeline.send(observation("p2", "o4", 1, "final", "2823-3", "5", "furlong", ""));
      pipeline.send(potassium("p1", "o1", 2, "4.1"));
      pipeline.send(potassium("p1", "o5", 1, "4.2"));
      for (String topic : channels.outputs()) {
        keep(topic, pipeline.raw(topic));
      }
      keep(AUDIT, pipeline.raw(AUDIT));
    }
    logs.put("vigil.operations", new TreeMap<>());
    for (String topic : List.of(EVENTS, "fhir.replay")) {
      logs.put(topic, new TreeMap<>());
      long count = topic.equals(EVENTS) ? 8 : 1;
      for (long offset = 0; offset < count; offset++) {
        append(topic, offset, null, new byte[0], new RecordHeaders());
      }
    }
    assertThat(log("fhir.dlq")).hasSize(2);
    assertThat(log(ALERTS)).hasSize(3);
    assertThat(log("clinical.review")).hasSize(1);
    assertThat(log(AUDIT)).hasSize(9);
  }

  /** With a gap behind every second record, as transaction markers make them. */
  private void keep(String topic, List<TestRecord<byte[], byte[]>> records) {
    logs.put(topic, new TreeMap<>());
    for (int i = 0; i < records.size(); i++) {
      TestRecord<byte[], byte[]> record = records.get(i);
      append(topic, i + i / 2, record.key(), record.value(), record.headers());
    }
  }

  private void append(
      String topic, long offset, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    log(topic)
        .put(
            offset,
            new ConsumerRecord<>(
                topic,
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                key,
                value,
                headers,
                Optional.empty()));
  }

  private NavigableMap<Long, ConsumerRecord<byte[], byte[]>> log(String topic) {
    return Objects.requireNonNull(logs.get(topic));
  }

  private long end(String topic) {
    return log(topic).isEmpty() ? 0 : log(topic).lastKey() + 1;
  }

  private ConsumerRecord<byte[], byte[]> first(String topic) {
    return log(topic).firstEntry().getValue();
  }

  private void appendCopy(ConsumerRecord<byte[], byte[]> record) {
    append(record.topic(), end(record.topic()), record.key(), record.value(), record.headers());
  }

  private static final WriterSchemas SCHEMAS =
      id ->
          switch (id) {
            case 100 -> AuditRecord.getClassSchema();
            case ALERT_SCHEMA -> CriticalLabAlert.getClassSchema();
            case OPERATION_SCHEMA -> OperationRecord.getClassSchema();
            default -> throw new UnknownSchemaException(id);
          };

  private Plan plan() {
    Map<TopicPartition, Judged> inputs = new HashMap<>();
    Map<TopicPartition, Log> read = new HashMap<>();
    logs.forEach(
        (topic, records) -> {
          TopicPartition partition = new TopicPartition(topic, 0);
          long beginning = beginnings.getOrDefault(topic, 0L);
          if (channels.inputs().contains(topic)) {
            long to = topic.equals(EVENTS) ? committed : end(topic);
            inputs.put(
                partition,
                new Judged(topic.equals(EVENTS) ? scope : 0, beginning, to, Math.max(to, 8)));
          } else {
            read.put(partition, new Log(beginning, beginning, Math.max(beginning, end(topic))));
          }
        });
    return new Plan(channels, 1, inputs, read, Set.of(), fromEarliest, heads);
  }

  private Verdict verify() {
    return verify(plan());
  }

  private Verdict verify(Plan plan) {
    Random random = new Random(7);
    return new Verification(plan, reader(), SCHEMAS, random::nextLong, 10).run();
  }

  private LogReader reader() {
    return new LogReader() {
      @Override
      public void read(
          Map<TopicPartition, Range> ranges,
          Function<TopicPartition, Consumer<ConsumerRecord<byte[], byte[]>>> sinks) {
        ranges.forEach(
            (partition, range) ->
                new ArrayList<>(log(partition.topic()).subMap(range.from(), range.to()).values())
                    .forEach(sinks.apply(partition)));
      }

      @Override
      public Map<TopicPartition, Long> beginnings(Map<TopicPartition, Range> ranges) {
        Map<TopicPartition, Long> answer = new HashMap<>();
        ranges
            .keySet()
            .forEach(
                partition -> answer.put(partition, beginnings.getOrDefault(partition.topic(), 0L)));
        return answer;
      }
    };
  }

  private static List<String> told(Verdict verdict) {
    return verdict.findings().stream().map(AuditVerificationTest::told).toList();
  }

  private static String told(Finding finding) {
    return finding.kind().code() + " " + finding.record() + " " + finding.place();
  }

  private static Map<String, Long> open(Verdict verdict) {
    Map<String, Long> open = new TreeMap<>();
    for (NotJudged one : verdict.notJudged()) {
      open.put(one.code(), one.count());
    }
    return open;
  }

  /** The audit record about an offset of fhir.events. */
  private ConsumerRecord<byte[], byte[]> auditOf(long offset) {
    return log(AUDIT).values().stream()
        .filter(
            record -> {
              AuditRecord audit = PipelineDriver.decode(record.value(), AuditRecord.class);
              return audit.getTopic().equals(EVENTS) && audit.getOffset() == offset;
            })
        .findFirst()
        .orElseThrow();
  }

  private byte[] edited(ConsumerRecord<byte[], byte[]> record, Consumer<AuditRecord> edit) {
    AuditRecord audit = PipelineDriver.decode(record.value(), AuditRecord.class);
    edit.accept(audit);
    return new WireFormat<AuditRecord>(new SchemaId(100), AuditRecord.getClassSchema())
        .encode(audit);
  }

  private static byte[] rehashed(byte[] encoded) {
    byte[] hash = new AuditHash().of(encoded);
    System.arraycopy(hash, 0, encoded, encoded.length - hash.length, hash.length);
    return encoded;
  }

  private void replace(ConsumerRecord<byte[], byte[]> record, byte[] value) {
    append(record.topic(), record.offset(), record.key(), value, record.headers());
  }

  @Test
  void whatThePipelineWroteIsProven() {
    Verdict verdict = verify();

    assertThat(told(verdict)).isEmpty();
    assertThat(verdict.isProven()).isTrue();
    assertThat(verdict.records()).isEqualTo(9);
    assertThat(verdict.auditRecords()).isEqualTo(9);
    assertThat(verdict.outputs())
        .containsEntry("fhir.dlq", 2L)
        .containsEntry(ALERTS, 3L)
        .containsEntry("clinical.review", 1L)
        .containsEntry(TREATMENT, 6L);
    assertThat(verdict.notJudged()).isEmpty();
  }

  @Test
  void anInputRecordWithoutAuditRecord() {
    ConsumerRecord<byte[], byte[]> gone = auditOf(4);
    log(AUDIT).remove(gone.offset());

    assertThat(told(verify()))
        .containsExactlyInAnyOrder(
            "record-not-audited fhir.events:0:4 null",
            "chain-broken fhir.events:0:5 fhir.audit:0:" + auditOf(5).offset(),
            "output-unannounced fhir.events:0:4 fhir.permitted.treatment:0:3",
            "output-unannounced fhir.events:0:4 clinical.alerts:0:1");
  }

  @Test
  void anInputRecordThatIsGoneAndOneThatNobodyRead() {
    log(EVENTS).remove(3L);
    assertThat(told(verify()))
        .containsExactly(
            "audit-without-record fhir.events:0:3 fhir.audit:0:" + auditOf(3).offset());
  }

  @Test
  void anEditedAuditRecord() {
    ConsumerRecord<byte[], byte[]> victim = auditOf(1);
    replace(victim, edited(victim, audit -> audit.setReason("malformed-json-x")));
    assertThat(told(verify()))
        .containsExactly("hash-wrong fhir.events:0:1 fhir.audit:0:" + victim.offset());

    replace(victim, rehashed(edited(victim, audit -> audit.setPatientId("someone-else"))));
    assertThat(told(verify()))
        .as("whoever computes the hash anew breaks the next link")
        .containsExactly("chain-broken fhir.events:0:2 fhir.audit:0:" + auditOf(2).offset());
  }

  @Test
  void anAuditRecordTwice() {
    appendCopy(auditOf(2));
    assertThat(told(verify()))
        .containsExactlyInAnyOrder(
            "chain-broken fhir.events:0:2 fhir.audit:0:13",
            "audited-twice fhir.events:0:2 fhir.audit:0:13",
            "output-missing fhir.events:0:2 fhir.audit:0:13");
  }

  @Test
  void reorderedAuditRecords() {
    ConsumerRecord<byte[], byte[]> one = auditOf(5);
    ConsumerRecord<byte[], byte[]> other = auditOf(6);
    append(AUDIT, one.offset(), other.key(), other.value(), other.headers());
    append(AUDIT, other.offset(), one.key(), one.value(), one.headers());
    assertThat(told(verify()))
        .containsExactly("chain-broken fhir.events:0:6 fhir.audit:0:" + one.offset());
  }

  @Test
  void aChainThatBeginsAnew() {
    ConsumerRecord<byte[], byte[]> last = auditOf(7);
    replace(
        last,
        rehashed(
            edited(
                last,
                audit -> {
                  audit.setPreviousOffset(null);
                  audit.setPreviousHash(null);
                })));
    assertThat(told(verify()))
        .containsExactly("chain-restarted fhir.events:0:7 fhir.audit:0:" + last.offset());
  }

  @Test
  void recordsInTheAuditThatDoNotBelongThere() {
    append(AUDIT, 20, null, "hello".getBytes(StandardCharsets.UTF_8), new RecordHeaders());
    append(AUDIT, 21, null, null, new RecordHeaders());
    append(AUDIT, 22, null, new byte[] {0, 0, 0, 0, 9, 1}, new RecordHeaders());
    append(AUDIT, 23, null, new byte[] {0, 0, 0, 0, 100, -1, -1, -1, -1, 15}, new RecordHeaders());
    ConsumerRecord<byte[], byte[]> model = auditOf(7);
    append(
        AUDIT,
        24,
        null,
        rehashed(edited(model, audit -> audit.setPartition(1))),
        new RecordHeaders());
    append(
        AUDIT,
        25,
        null,
        rehashed(edited(model, audit -> audit.setTopic("ward.events"))),
        new RecordHeaders());
    append(
        AUDIT,
        26,
        null,
        rehashed(edited(model, audit -> audit.setOffset(Long.MAX_VALUE))),
        new RecordHeaders());
    assertThat(told(verify()))
        .containsExactlyInAnyOrder(
            "audit-unreadable null fhir.audit:0:20",
            "audit-unreadable null fhir.audit:0:21",
            "audit-unreadable null fhir.audit:0:22",
            "audit-unreadable null fhir.audit:0:23",
            "audit-misplaced fhir.events:1:7 fhir.audit:0:24",
            "audit-foreign null fhir.audit:0:25",
            "audit-without-record fhir.events:0:9223372036854775807 fhir.audit:0:26");
  }

  @Test
  void outputsMissingTwiceAndForged() {
    log(ALERTS).remove(first(ALERTS).offset());
    log("clinical.review").clear();
    log("fhir.dlq").remove(1L);
    appendCopy(first(TREATMENT));
    // A record of research that treatment was not given, nor research.
    append(
        "fhir.permitted.research",
        0,
        null,
        new byte[0],
        new RecordHeaders()
            .add("vigil.origin", "fhir.events:0:7".getBytes(StandardCharsets.UTF_8)));

    assertThat(told(verify()))
        .containsExactlyInAnyOrder(
            "output-missing fhir.events:0:0 fhir.audit:0:0",
            "output-missing fhir.events:0:5 fhir.audit:0:" + auditOf(5).offset(),
            "output-missing fhir.events:0:2 fhir.audit:0:" + auditOf(2).offset(),
            "output-twice fhir.events:0:0 fhir.permitted.treatment:0:8",
            "output-unannounced fhir.events:0:7 fhir.permitted.research:0:0");
  }

  @Test
  void outputsThatNameNoInput() {
    for (String origin :
        List.of(
            "",
            "x",
            "fhir.events:0",
            "fhir.events:0:-1",
            "fhir.events:0:9999999999999999999",
            "fhir.events:7:1",
            "fhir.events:0:8",
            "ward.events:0:1")) {
      append(
          TREATMENT,
          end(TREATMENT),
          null,
          new byte[0],
          new RecordHeaders().add("vigil.origin", origin.getBytes(StandardCharsets.UTF_8)));
    }
    append(TREATMENT, end(TREATMENT), null, new byte[0], new RecordHeaders());
    append("fhir.dlq", end("fhir.dlq"), null, new byte[0], new RecordHeaders());
    append(ALERTS, end(ALERTS), null, new byte[] {1, 2}, new RecordHeaders());

    Verdict verdict = verify();
    assertThat(verdict.counts()).containsOnly(Map.entry(FindingKind.OUTPUT_FOREIGN, 11L));
    assertThat(verdict.findings()).as("the first ten are named").hasSize(10);
    assertThat(verdict.isProven()).isFalse();
  }

  @Test
  void anAlertWithoutOriginIsAnEscalationOrForged() {
    CriticalLabAlert alert = PipelineDriver.decode(first(ALERTS).value(), CriticalLabAlert.class);
    byte[] escalated =
        new WireFormat<CriticalLabAlert>(
                new SchemaId(ALERT_SCHEMA), CriticalLabAlert.getClassSchema())
            .encode(alert);
    append(ALERTS, 10, null, escalated, new RecordHeaders());
    append(
        "vigil.operations",
        0,
        null,
        new WireFormat<OperationRecord>(
                new SchemaId(OPERATION_SCHEMA), OperationRecord.getClassSchema())
            .encode(
                OperationRecord.newBuilder()
                    .setOperation(Operation.ALERT_ESCALATED)
                    .setAt(PipelineDriver.NOW)
                    .setBy("vigil")
                    .setSubject(alert.getAlertId())
                    .setOutcome("done")
                    .build()),
        new RecordHeaders());
    assertThat(told(verify())).isEmpty();

    append(ALERTS, 11, null, escalated, new RecordHeaders());
    assertThat(told(verify()))
        .as("one escalation explains one alert")
        .containsExactly("output-unannounced null clinical.alerts:0:10");

    append("vigil.operations", 1, null, new byte[] {7}, new RecordHeaders());
    assertThat(told(verify()))
        .as("what does not belong there is found, and hinders nobody")
        .containsExactlyInAnyOrder(
            "output-unannounced null clinical.alerts:0:10",
            "output-foreign null vigil.operations:0:1");
  }

  @Test
  void whatRetentionHasDeletedIsSaidAndHeldAgainstNobody() {
    log(EVENTS).remove(0L);
    log(EVENTS).remove(1L);
    beginnings.put(EVENTS, 2L);
    long second = log(TREATMENT).higherKey(0L);
    log(TREATMENT).remove(0L);
    beginnings.put(TREATMENT, second);

    Verdict verdict = verify();
    assertThat(told(verdict)).isEmpty();
    assertThat(open(verdict))
        .containsEntry("input-deleted", 2L)
        .containsEntry("output-deleted", 1L);

    log(TREATMENT).remove(6L);
    assertThat(told(verify()))
        .as("behind the first that is left all must be there")
        .singleElement()
        .asString()
        .startsWith("output-missing");
  }

  @Test
  void whatRetentionDeletesMeanwhileIsHeldAgainstNobody() {
    Plan plan = plan();
    log(EVENTS).remove(0L);
    log(EVENTS).remove(1L);
    beginnings.put(EVENTS, 2L);
    Verdict verdict = verify(plan);
    assertThat(told(verdict)).isEmpty();
    assertThat(open(verdict)).containsEntry("deleted-meanwhile", 1L);
    log(EVENTS).remove(5L);
    assertThat(told(verify(plan)))
        .as("what is behind must be there")
        .containsExactly(
            "audit-without-record fhir.events:0:5 fhir.audit:0:" + auditOf(5).offset());

    log(EVENTS).clear();
    beginnings.put(EVENTS, 8L);
    verdict = verify(plan);
    assertThat(told(verdict)).isEmpty();
    assertThat(open(verdict)).containsEntry("deleted-meanwhile", 1L);
  }

  @Test
  void outputsThatRetentionDeletesMeanwhileAreHeldAgainstNobody() {
    Plan plan = plan();
    long second = log(TREATMENT).higherKey(0L);
    log(TREATMENT).remove(0L);
    beginnings.put(TREATMENT, second);
    Verdict verdict = verify(plan);
    assertThat(told(verdict)).isEmpty();
    assertThat(open(verdict)).containsEntry("output-deleted", 1L);
    log(TREATMENT).remove(6L);
    assertThat(told(verify(plan)))
        .as("behind the first that is left all must be there")
        .singleElement()
        .asString()
        .startsWith("output-missing");
  }

  @Test
  void oneOfVeryManyOutputsOfARecordIsMissing() {
    ConsumerRecord<byte[], byte[]> last = auditOf(7);
    replace(
        last,
        rehashed(
            edited(
                last,
                audit ->
                    audit.getOutputs().stream()
                        .filter(output -> output.getName().equals("treatment"))
                        .forEach(output -> output.setWritten(300)))));
    ConsumerRecord<byte[], byte[]> output = log(TREATMENT).lastEntry().getValue();
    for (int i = 1; i < 299; i++) {
      appendCopy(output);
    }
    assertThat(told(verify()))
        .containsExactly("output-missing fhir.events:0:7 fhir.audit:0:" + last.offset());
    appendCopy(output);
    assertThat(told(verify())).isEmpty();
  }

  @Test
  void whereTheAuditBeginsInManyPartitionsIsNoDifference() {
    int partitions = 70;
    Map<TopicPartition, NavigableMap<Long, ConsumerRecord<byte[], byte[]>>> byPartition =
        new HashMap<>();
    Map<TopicPartition, Judged> inputs = new HashMap<>();
    Map<TopicPartition, Log> read = new HashMap<>();
    ConsumerRecord<byte[], byte[]> model = auditOf(7);
    for (int i = 0; i < partitions; i++) {
      int number = i;
      // Of the record before, the audit is gone already and the output is not.
      inputs.put(new TopicPartition(EVENTS, i), new Judged(0, 7, 8, 8));
      read.put(new TopicPartition(AUDIT, i), new Log(7, 7, 8));
      read.put(new TopicPartition(TREATMENT, i), new Log(0, 0, 2));
      byPartition
          .computeIfAbsent(new TopicPartition(EVENTS, i), p -> new TreeMap<>())
          .put(7L, at(EVENTS, i, 7, null, new RecordHeaders()));
      byPartition
          .computeIfAbsent(new TopicPartition(AUDIT, i), p -> new TreeMap<>())
          .put(
              7L,
              at(
                  AUDIT,
                  i,
                  7,
                  rehashed(edited(model, audit -> audit.setPartition(number))),
                  new RecordHeaders()));
      for (long offset = 0; offset < 2; offset++) {
        byPartition
            .computeIfAbsent(new TopicPartition(TREATMENT, i), p -> new TreeMap<>())
            .put(
                offset,
                at(
                    TREATMENT,
                    i,
                    offset,
                    new byte[0],
                    new RecordHeaders()
                        .add(
                            "vigil.origin",
                            "fhir.events:%d:%d"
                                .formatted(i, offset + 6)
                                .getBytes(StandardCharsets.UTF_8))));
      }
    }
    Plan plan = new Plan(channels, partitions, inputs, read, Set.of(), true, List.of());
    LogReader reader =
        new LogReader() {
          @Override
          public void read(
              Map<TopicPartition, Range> ranges,
              Function<TopicPartition, Consumer<ConsumerRecord<byte[], byte[]>>> sinks) {
            ranges.forEach(
                (partition, range) ->
                    Objects.requireNonNull(byPartition.get(partition))
                        .subMap(range.from(), range.to())
                        .values()
                        .forEach(sinks.apply(partition)));
          }

          @Override
          public Map<TopicPartition, Long> beginnings(Map<TopicPartition, Range> ranges) {
            return Map.of();
          }
        };
    Verdict verdict = new Verification(plan, reader, SCHEMAS, new Random(7)::nextLong, 10).run();
    assertThat(told(verdict)).isEmpty();
    assertThat(verdict.auditRecords()).isEqualTo(partitions);
  }

  private static ConsumerRecord<byte[], byte[]> at(
      String topic, int partition, long offset, byte @Nullable [] value, Headers headers) {
    return new ConsumerRecord<>(
        topic,
        partition,
        offset,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        null,
        value,
        headers,
        Optional.empty());
  }

  @Test
  void theOldestAuditRecordIsTheAnchor() {
    long from = auditOf(3).offset();
    log(AUDIT).headMap(from).clear();
    beginnings.put(AUDIT, from);

    Verdict verdict = verify();
    assertThat(told(verdict)).isEmpty();
    assertThat(open(verdict)).containsEntry("input-before-audit", 4L);
    assertThat(verdict.records()).isEqualTo(5);
    log(AUDIT).remove(from);
    assertThat(told(verify())).as("the next one says which record it was written after").isEmpty();
  }

  @Test
  void anAuditThatBeginsTooLate() {
    ConsumerRecord<byte[], byte[]> gone = auditOf(0);
    log(AUDIT).remove(gone.offset());
    assertThat(open(verify()))
        .as("the second names its predecessor; what was before may have been deleted")
        .containsEntry("input-before-audit", 1L);

    log(AUDIT).clear();
    Verdict verdict = verify();
    assertThat(verdict.counts()).containsEntry(FindingKind.RECORD_NOT_AUDITED, 9L);
    fromEarliest = false;
    Verdict nothing = verify();
    assertThat(open(nothing)).containsEntry("input-before-audit", 9L);
    assertThat(nothing.isProven()).as("of nothing there is no proof").isFalse();
  }

  @Test
  void whatIsNotCommittedIsNotJudged() {
    committed = 5;
    Verdict verdict = verify();
    assertThat(told(verdict)).isEmpty();
    assertThat(verdict.records()).isEqualTo(6);
    assertThat(open(verdict)).containsKey("later");

    committed = 8;
    scope = 4;
    verdict = verify();
    assertThat(told(verdict)).isEmpty();
    assertThat(verdict.records()).isEqualTo(5);
    log(AUDIT).remove(auditOf(1).offset());
    assertThat(verify().counts())
        .as("the chain is whole or not")
        .containsOnlyKeys(FindingKind.CHAIN_BROKEN);
  }

  @Test
  void headsFindARewriteOfTheWholeTopic() {
    heads = new HeadReader(plan(), reader(), SCHEMAS).read();
    assertThat(heads).extracting(Head::topic).containsExactly(EVENTS, "fhir.replay");
    assertThat(heads.get(0).offset()).isEqualTo(7);
    assertThat(verify().isProven()).isTrue();

    Map<String, ByteBuffer> newest = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : List.copyOf(log(AUDIT).values())) {
      byte[] value =
          rehashed(
              edited(
                  record,
                  audit -> {
                    audit.setPreviousHash(newest.get(audit.getTopic()));
                    audit.setSource("rewritten");
                  }));
      newest.put(
          PipelineDriver.decode(value, AuditRecord.class).getTopic(),
          ByteBuffer.wrap(value, value.length - AuditHash.BYTES, AuditHash.BYTES).slice());
      replace(record, value);
    }
    assertThat(told(verify()))
        .containsExactlyInAnyOrder(
            "head-differs fhir.events:0:7 fhir.audit:0:" + auditOf(7).offset(),
            "head-differs fhir.replay:0:0 fhir.audit:0:3");

    log(AUDIT).clear();
    beginnings.put(AUDIT, 100L);
    assertThat(verify().counts()).containsOnly(Map.entry(FindingKind.HEAD_MISSING, 2L));
  }
}
