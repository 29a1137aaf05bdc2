package dev.vigil.serdes.event;

import java.util.OptionalInt;
import java.util.zip.CRC32;
import org.apache.kafka.common.utils.Utils;

/** How the producers choose a partition by key. */
public enum InputPartitioner {
  /** Java's default, and librdkafka's {@code murmur2} and {@code murmur2_random}. */
  MURMUR2 {
    @Override
    public OptionalInt partition(byte[] key, int partitions) {
      return OptionalInt.of(Utils.toPositive(Utils.murmur2(key)) % partitions);
    }
  },
  /** librdkafka's default, {@code consistent_random}. */
  CRC32 {
    @Override
    public OptionalInt partition(byte[] key, int partitions) {
      CRC32 crc = new CRC32();
      crc.update(key);
      return OptionalInt.of((int) (crc.getValue() % partitions));
    }
  },
  /** Not known: no check. All records of one patient must still be in one partition. */
  NONE {
    @Override
    public OptionalInt partition(byte[] key, int partitions) {
      return OptionalInt.empty();
    }
  };

  /** The partition out of so many that a key belongs to; empty: not known. */
  public abstract OptionalInt partition(byte[] key, int partitions);

  /** Whether a key may be in a partition out of so many. */
  boolean agrees(byte[] key, int partition, int partitions) {
    OptionalInt own = partition(key, partitions);
    return own.isEmpty() || own.getAsInt() == partition;
  }
}
