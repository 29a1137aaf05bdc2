package dev.vigil.fault.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vigil.fault.ledger.EventOptions;
import dev.vigil.fault.ledger.Sender;
import dev.vigil.fault.watch.Recovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdict on the real application. */
class InquiryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Records that wait while nothing is wrong, at most. */
  private static final int CALM = 100;

  @TempDir Path state;

  /** Model and application were written apart: that they agree speaks for both. */
  @ParameterizedTest
  @ValueSource(longs = 1)
  void provesARunWithoutFaults(long seed) {
    EventOptions options =
        EventOptions.of(seed)
            .withPatients(60)
            .withHotShare(20)
            .withMisplaced(10)
            .withLimits(700, SampleRun.MAX_VALUE_BYTES);
    try (SampleRun run = new SampleRun(state, options).startApplication().send(2_000)) {
      run.newSchema(1);
      run.send(1_000);
      Verdict verdict = run.verdict(List.of(), PATIENCE);

      assertProven(verdict);
      assertThat(verdict.inputs()).isEqualTo(3_000);
      assertThat(verdict.written())
          .allSatisfy((output, count) -> assertThat(count).as(output.name()).isPositive());

      try (Written written = run.written()) {
        Comparison lost = Comparison.of(run.expected(), planted(written).lose(Output.ALERTS, 40));
        assertThat(lost.differing()).as("an alert is hidden from the verdict").isOne();
        assertThat(lost.differences().get(0).missing().count()).isOne();
      }
    }
  }

  private static PlantedFault planted(TokenSource source) {
    return new PlantedFault(source);
  }

  private static void assertProven(Verdict verdict) {
    assertThat(verdict.findings())
        .allSatisfy((guarantee, found) -> assertThat(found).as(guarantee.label()).isEmpty());
    assertThat(verdict.isProven()).isTrue();
  }

  @Test
  void measuresAnOutageAndProvesThatItCostNothing() {
    try (SampleRun run = new SampleRun(state, EventOptions.of(3)).startApplication();
        Sender sender = run.startSending(100)) {
      await().atMost(PATIENCE).until(() -> run.watch().audited() > 200 && run.watch().lag() < CALM);
      long stopped = System.nanoTime();
      run.stopApplication();
      long before = run.watch().since(stopped).lagBefore();
      await().atMost(PATIENCE).until(() -> run.watch().lag() > before + CALM);
      long started = System.nanoTime();
      run.startApplication();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                Recovery now = run.watch().since(stopped);
                return now.workedOff() != null && now.takeover() != null;
              });

      Recovery recovery = run.watch().since(stopped);
      Duration outage = Duration.ofNanos(started - stopped);
      assertThat(recovery.maxLag()).isGreaterThan(before + CALM);
      assertThat(recovery.takeover()).isGreaterThan(outage);
      assertThat(recovery.firstRecordAfter()).hasSize(SampleRun.PARTITIONS);
      assertThat(recovery.workedOff()).isGreaterThan(outage);
      // Until it is stopped it still commits: a partition stands still for somewhat less.
      assertThat(recovery.idle()).isGreaterThan(outage.dividedBy(2));
      assertThat(recovery.idleByPartition())
          .containsEntry(recovery.idlePartition(), recovery.idle());
      assertThat(run.watch().alertLatency(stopped, System.nanoTime()).longest())
          .isGreaterThan(outage.dividedBy(2));
      assertThat(sender.finish(PATIENCE)).isTrue();
      assertProven(run.verdict(List.of(), PATIENCE));
    }
  }

  @Test
  void expectsNothingOfWhatRetentionDeletedUnread() {
    try (SampleRun run = new SampleRun(state, EventOptions.of(5)).startApplication().send(400)) {
      await().atMost(PATIENCE).until(() -> run.watch().lag() == 0);
      run.stopApplication();
      run.send(400).deleteInput(150);
      List<Skipped> skipped = run.skip();
      run.startApplication().send(400);

      assertThat(skipped).isNotEmpty().allSatisfy(range -> assertThat(range.to()).isEqualTo(150));
      Verdict verdict = run.verdict(skipped, PATIENCE);
      assertProven(verdict);
      assertThat(verdict.inputs()).isEqualTo(1_200);
    }
  }

  @Test
  void tellsWhatIsStuckAndWhatTheBrokersDid() throws IOException {
    try (SampleRun run = new SampleRun(state, EventOptions.of(4)).startApplication().send(300)) {
      await().atMost(PATIENCE).until(() -> run.watch().lag() == 0);
      run.stopApplication();
      run.send(100);
      run.sendBehindTheLedger();
      run.log(Files.writeString(state.resolve("log"), "ERROR what became of p0001?\n"));
      Verdict verdict = run.verdict(List.of(), Duration.ofSeconds(1));

      assertThat(verdict.findings().get(Guarantee.INPUT_AS_ACKNOWLEDGED))
          .singleElement()
          .asString()
          .contains("no event was acknowledged, event 0 stands in the log");
      assertThat(verdict.findings().get(Guarantee.ALL_PROCESSED))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).contains("lost or stuck"));
      assertThat(verdict.findings().get(Guarantee.NO_PATIENT_IN_LOGS))
          .containsExactly("log, line 1");
      assertThat(verdict.isProven(Guarantee.NO_LOSS)).isFalse();
      assertThat(verdict.isProven(Guarantee.ONE_AUDIT_RECORD_EACH)).isFalse();
      assertThat(verdict.isProven(Guarantee.ALERTS_COMPLETE)).isFalse();
      assertThat(verdict.isProven(Guarantee.NO_DUPLICATE)).isTrue();
      assertThat(verdict.isProven(Guarantee.NO_REORDERING)).isTrue();
      assertThat(verdict.isProven(Guarantee.NOTHING_ELSE)).isTrue();
      assertThat(verdict.isProven(Guarantee.AUDIT_VERIFIED))
          .as("up to what was committed all is well")
          .isTrue();
    }
  }
}
