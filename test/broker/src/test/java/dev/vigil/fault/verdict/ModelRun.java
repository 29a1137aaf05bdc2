package dev.vigil.fault.verdict;

import dev.vigil.fault.ledger.Damage;
import dev.vigil.fault.ledger.Event;
import dev.vigil.fault.ledger.EventOptions;
import dev.vigil.fault.ledger.PatientEvents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/** The model on a log that no broker holds. */
final class ModelRun {
  private static final int PARTITIONS = 4;

  private ModelRun() {}

  /** What must come of so many events; each stands where a producer would have put it. */
  static Expected of(EventOptions options, int count, List<Skipped> skipped) {
    PatientEvents events = new PatientEvents(options);
    List<List<Integer>> log = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      log.add(new ArrayList<>());
    }
    for (int i = 0; i < count; i++) {
      Event event = events.next();
      byte[] key = event.patientId().getBytes(StandardCharsets.UTF_8);
      int own = Utils.toPositive(Utils.murmur2(key)) % PARTITIONS;
      int partition = event.damage() == Damage.MISPLACED ? (own + 1) % PARTITIONS : own;
      log.get(partition).add(event.number());
    }
    int[][] numbers =
        log.stream()
            .map(partition -> partition.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    return new Expected(events, InputLog.of(numbers), skipped);
  }
}
