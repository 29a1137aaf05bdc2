package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether what an instance may take fits into its container. */
class MemoryPlanTest {
  /** The launcher's share of heap and the default for RocksDB, in containers of several sizes. */
  @ParameterizedTest
  @CsvSource({
    "1024, 16, 2, false",
    "1024, 64, 2, true",
    "1536, 64, 2, false",
    "768, 8, 1, true",
    "2048, 16, 4, false"
  })
  void warnsWhereDefaultsDoNotFit(long megabytes, int partitions, int threads, boolean warns) {
    long limit = megabytes << 20;
    MemoryPlan plan = MemoryPlan.of(limit * 2 / 5, 256 << 20, partitions, threads, limit);

    assertThatCode(plan::require).doesNotThrowAnyException();
    assertThat(plan.warning().isPresent()).isEqualTo(warns);
  }

  @Test
  void aWarningSaysWhatWouldBeEnough() {
    MemoryPlan plan = MemoryPlan.of(400L << 20, 256 << 20, 64, 2, 1L << 30);

    assertThat(plan.warning().orElseThrow())
        .contains("400M of heap")
        .contains("256M of vigil.state.rocksdb-memory")
        .contains("there are 1024M")
        .contains("Give the container 1139M")
        .contains("-Xmx in VIGIL_JAVA_OPTS");
    assertThat(MemoryPlan.of(400L << 20, 256 << 20, 64, 2, 1139L << 20).warning()).isEmpty();
  }

  @Test
  void refusesTwoBoundsThatAreMoreThanThereIs() {
    MemoryPlan plan = MemoryPlan.of(800L << 20, 256 << 20, 8, 1, 1L << 30);

    assertThatThrownBy(plan::require)
        .isInstanceOfSatisfying(
            VigilException.class,
            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
        .hasMessageContaining("memory is short: up to 800M of heap");
  }
}
