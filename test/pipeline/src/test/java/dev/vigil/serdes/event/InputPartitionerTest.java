package dev.vigil.serdes.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every client's producer agrees with us where a patient's records belong. */
class InputPartitionerTest {
  private static final int PARTITIONS = 1_000_003;

  /** Of Kafka's own tests of its hash, made positive. */
  @ParameterizedTest
  @CsvSource({
    "21, -973932308",
    "foobar, -790332482",
    "a-little-bit-long-string, -985981536",
    "a-little-bit-longer-string, -1486304829",
    "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8, -58897971"
  })
  void murmur2(String key, int hash) {
    agreesWithOneOnly(InputPartitioner.MURMUR2, key, (hash & 0x7FFFFFFF) % PARTITIONS);
  }

  @Test
  void murmur2IsWhatKafkasProducerDoes() {
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      byte[] key = new byte[1 + random.nextInt(40)];
      random.nextBytes(key);
      int partition = BuiltInPartitioner.partitionForKey(key, 12);
      assertThat(InputPartitioner.MURMUR2.agrees(key, partition, 12)).isTrue();
      assertThat(InputPartitioner.MURMUR2.agrees(key, (partition + 1) % 12, 12)).isFalse();
    }
  }

  /** librdkafka's "consistent" is zlib's crc32; values by Python's zlib. */
  @ParameterizedTest
  @CsvSource({
    "123456789, 3421780262",
    "kafka, 1539077399",
    "giberish123456789, 2067435071",
    "'PreAmbleWillBeRemoved,ThePrePartThatIs', 3721111610"
  })
  void crc32(String key, long hash) {
    agreesWithOneOnly(InputPartitioner.CRC32, key, (int) (hash % PARTITIONS));
  }

  @Test
  void noneAgreesWithAll() {
    for (int partition = 0; partition < 12; partition++) {
      assertThat(InputPartitioner.NONE.agrees(SampleRecord.bytes("p1"), partition, 12)).isTrue();
    }
  }

  private static void agreesWithOneOnly(InputPartitioner partitioner, String key, int partition) {
    byte[] bytes = SampleRecord.bytes(key);
    assertThat(partitioner.agrees(bytes, partition, PARTITIONS)).isTrue();
    assertThat(partitioner.agrees(bytes, (partition + 1) % PARTITIONS, PARTITIONS)).isFalse();
  }
}
