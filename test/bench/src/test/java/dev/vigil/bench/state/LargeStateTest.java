package dev.vigil.bench.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.bench.BenchLogging;
import dev.vigil.bench.pipeline.Bench;
import dev.vigil.bench.pipeline.BenchOptions;
import dev.vigil.bench.variant.Variant;
import dev.vigil.bench.workload.WorkloadOptions;
import java.io.IOException;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** A small one: what is filled in must be what the application would have remembered. */
class LargeStateTest {
  @Test
  void theApplicationRestoresWhatWasFilledIn() throws IOException {
    BenchLogging.quieten();
    try (Bench bench = Bench.start(BenchOptions.threads(1))) {
      LargeState large =
          new LargeState(
              bench,
              Variant.parse("vigil-json"),
              new WorkloadOptions().withPatients(400).withPartitions(2),
              new FillOptions().withIds(3_000),
              InstantSource.system().instant());

      Restore empty = large.prepare();
      ChangelogSizes sizes = large.fill();
      Restore restored = large.restore();

      // A first record of each partition is in the changelogs, too.
      assertThat(sizes.records("seen-events")).isBetween(3_000L, 3_010L);
      assertThat(sizes.records("resource-versions")).isBetween(1_500L, 1_510L);
      assertThat(sizes.records("patient-state")).isEqualTo(400);
      assertThat(empty.knowsThePast()).isTrue();
      assertThat(restored.knowsThePast()).isTrue();
      assertThat(large.diskBytes()).doesNotContainEntry("seen-events", 0L);
    }
  }
}
