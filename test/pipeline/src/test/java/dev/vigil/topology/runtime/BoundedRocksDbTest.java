package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bound on the memory of all stores. */
class BoundedRocksDbTest {
  @ParameterizedTest
  @CsvSource({"1, 8192", "2, 6553", "8, 1638", "16, 819", "32, 409", "64, 256"})
  void storesShareWhatUnflushedWritesMayTake(int partitions, long kilobytes) {
    assertThat(BoundedRocksDb.memtableBytes(256 << 20, partitions) >> 10).isEqualTo(kilobytes);
  }

  @ParameterizedTest
  @CsvSource({"1, 1000000", "10000, 1"})
  void noStoreGetsMoreThanItUsesNorLessThanItNeeds(int partitions, long megabytes) {
    assertThat(BoundedRocksDb.memtableBytes(megabytes << 20, partitions))
        .isBetween(256L << 10, 8L << 20);
  }
}
