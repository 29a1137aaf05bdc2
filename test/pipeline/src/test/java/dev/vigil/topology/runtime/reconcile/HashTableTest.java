package dev.vigil.topology.runtime.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.serdes.fhir.ContentHash;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Agrees with a map, over growth and collisions. */
class HashTableTest {
  @Test
  void isAMap() {
    Random random = new Random(1);
    HashTable table = new HashTable(3_000);
    Map<ContentHash, Long> map = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      // Few different low halves, so that places collide.
      ContentHash hash = new ContentHash(random.nextInt(30), random.nextInt(400));
      if (map.size() < 3_000 || map.containsKey(hash)) {
        table.put(hash, i);
        map.put(hash, (long) i);
      }
    }

    assertThat(table.size()).isEqualTo(map.size());
    assertThat(table.isFull()).isTrue();
    map.forEach((hash, value) -> assertThat(table.get(hash, -1)).isEqualTo(value));
    assertThat(table.get(new ContentHash(-1, 7), -1)).isEqualTo(-1);
    assertThat(table.contains(new ContentHash(-1, 7))).isFalse();
  }
}
