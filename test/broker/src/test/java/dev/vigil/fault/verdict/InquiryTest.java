package dev.vigil.fault.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fault.ledger.EventOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdict on a real application that nothing happens to. */
class InquiryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path state;

  /** Model and application were written apart: that they agree speaks for both. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void provesARunWithoutFaults(long seed) throws IOException {
    EventOptions options =
        EventOptions.of(seed)
            .withPatients(60)
            .withHotShare(20)
            .withMisplaced(10)
            .withLimits(500, SampleRun.MAX_VALUE_BYTES);
    try (SampleRun run = new SampleRun(state, options).startApplication().send(5_000)) {
      Verdict verdict = run.verdict(PATIENCE);

      assertThat(verdict.findings()).allSatisfy((guarantee, found) -> assertThat(found).isEmpty());
      assertThat(verdict.isProven()).isTrue();
      assertThat(verdict.inputs()).isEqualTo(5_000);
      assertThat(verdict.written())
          .allSatisfy((output, count) -> assertThat(count).as(output.name()).isPositive());
      System.out.println(verdict.written());
      assertThat(List.of(run.watch().audited())).containsExactly(5_000L);
    }
  }
}
