package dev.vigil.topology.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.vigil.avro.AuditRecord;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.FuzzLog;
import dev.vigil.serdes.event.FuzzMutator;
import dev.vigil.serdes.event.FuzzRun;
import dev.vigil.serdes.event.FuzzSeeds;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.serdes.event.TraceContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile records through the whole pipeline: each leaves one audit record, a dead letter is what
 * came in, and nothing that Vigil adds says who the patient is.
 */
class PipelineFuzzTest {
  private static final int INPUTS = 20_000;

  private static final Set<String> REASONS = new HashSet<>();

  static {
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      REASONS.add(reason.code());
    }
  }

  @TempDir Path state;

  private final FuzzMutator mutator = new FuzzMutator(new FuzzSeeds().all());
  private final Map<String, Long> offsets = new HashMap<>();
  private final Set<String> outcomes = new TreeSet<>();
  private final Set<String> reached = new TreeSet<>();

  @Test
  void everyRecordIsAuditedOnceAndNothingNamesThePatient() {
    FuzzRun run = FuzzRun.of(INPUTS);
    try (FuzzLog log = new FuzzLog();
        PipelineDriver pipeline =
            PipelineDriver.withSchemas(
                state,
                FuzzSeeds.schemas(),
                "vigil.outputs.treatment.purpose=TREAT",
                "vigil.outputs.research.purpose=HRESCH",
                "vigil.outputs.research.withheld=notice",
                "vigil.alerts.fhir=detected-issue",
                "vigil.inputs.consents=true",
                "vigil.inputs.acks=true",
                // It would stop, as it should.
                "vigil.failure-budget.dead-letters=0")) {
      run.forEach(number -> one(pipeline, mutator.input(run.seed(), number)));
      assertThat(log.leaks()).as("-Dfuzz.seed=%d", run.seed()).isEmpty();
      assertThat(pipeline.tagsOfMeters())
          .noneMatch(tag -> tag.toLowerCase(Locale.ROOT).contains(FuzzSeeds.TRACE));
      if (run.isWhole()) {
        assertThat(outcomes).contains("PERMITTED", "DUPLICATE", "DEAD_LETTERED", "ACKNOWLEDGED");
        assertThat(reached)
            .contains("unreadable-consent", "event-id-conflict")
            .hasSizeGreaterThan(18);
        assertThat(reached).doesNotContain("step-failed");
      }
    }
  }

  private void one(PipelineDriver pipeline, InputRecord input) {
    long offset = offsets.merge(input.topic(), 0L, (before, zero) -> before + 1);
    pipeline.sendBytes(input.topic(), input.key(), input.value(), input.headers());
    List<AuditRecord> audit = pipeline.audit();
    List<TestRecord<byte[], byte[]>> letters = pipeline.deadLetters();
    assertThat(audit).hasSize(1);
    AuditRecord record = audit.get(0);
    assertThat(record.getTopic()).isEqualTo(input.topic());
    assertThat(record.getOffset()).isEqualTo(offset);
    String outcome = record.getOutcome().name();
    outcomes.add(outcome);
    if (!outcome.equals("DEAD_LETTERED")) {
      assertThat(letters).isEmpty();
    } else {
      assertThat(record.getReason()).isIn(REASONS);
      reached.add(record.getReason());
      assertThat(letters).hasSize(1);
      deadLetter(input, letters.get(0));
    }
    for (String topic :
        List.of(
            "fhir.permitted.treatment",
            "fhir.permitted.research",
            "clinical.alerts",
            "clinical.alerts.fhir",
            "clinical.review",
            "fhir.audit")) {
      pipeline.raw(topic).forEach(output -> headers(input, output));
    }
  }

  private static void deadLetter(InputRecord input, TestRecord<byte[], byte[]> letter) {
    if (!Arrays.equals(letter.value(), input.value())
        || !Arrays.equals(letter.key(), input.key())) {
      fail("a dead letter is not what came in");
    }
    headers(input, letter);
  }

  /** What an operator sent on the replay topic stands there again; all else is Vigil's own word. */
  private static void headers(InputRecord input, TestRecord<byte[], byte[]> output) {
    for (Header header : output.headers()) {
      if (header.key().startsWith("vigil.") && !isSent(input, header)) {
        String text =
            header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        if (text.toLowerCase(Locale.ROOT).contains(FuzzSeeds.TRACE)) {
          fail("%s names the patient", header.key());
        }
      }
      if (header.key().equals("traceparent")
          && output.headers().lastHeader("vigil.dlq.reason") == null
          && TraceContext.inHeaders(output.headers()) == null) {
        fail("a trace context against the grammar");
      }
    }
  }

  private static boolean isSent(InputRecord input, Header header) {
    for (Header sent : input.headers().headers(header.key())) {
      if (Arrays.equals(sent.value(), header.value())) {
        return input.topic().equals("fhir.replay");
      }
    }
    return false;
  }
}
