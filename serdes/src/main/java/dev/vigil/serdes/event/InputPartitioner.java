package dev.vigil.serdes.event;

import java.util.zip.CRC32;
import org.apache.kafka.common.utils.Utils;

/** How the producers choose a partition by key. */
public enum InputPartitioner {
  /** Java's default, and librdkafka's {@code murmur2} and {@code murmur2_random}. */
  MURMUR2 {
    @Override
    boolean agrees(byte[] key, int partition, int partitions) {
      return Utils.toPositive(Utils.murmur2(key)) % partitions == partition;
    }
  },
  /** librdkafka's default, {@code consistent_random}. */
  CRC32 {
    @Override
    boolean agrees(byte[] key, int partition, int partitions) {
      CRC32 crc = new CRC32();
      crc.update(key);
      return crc.getValue() % partitions == partition;
    }
  },
  /** Not known: no check. All records of one patient must still be in one partition. */
  NONE {
    @Override
    boolean agrees(byte[] key, int partition, int partitions) {
      return true;
    }
  };

  /** Whether a key belongs to a partition out of so many. */
  abstract boolean agrees(byte[] key, int partition, int partitions);
}
