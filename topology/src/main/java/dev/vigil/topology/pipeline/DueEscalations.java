package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.DueEscalation;
import dev.vigil.serdes.fhir.ContentHash;
import dev.vigil.topology.pipeline.AlertFollowUps.AlertKey;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Alerts to be escalated, ordered by due time: what is due is a range that starts at the first. An
 * alert stands here once at most, and not at all once it is acknowledged, retracted or at the end
 * of its ladder.
 */
final class DueEscalations {
  private static final AvroStateCodec<DueEscalation> CODEC =
      new AvroStateCodec<>(DueEscalation.class, DueEscalation.getClassSchema());

  private final KeyValueStore<byte[], byte[]> store;
  private final AtomicInteger waiting;

  /**
   * Works on a store.
   *
   * @param waiting kept at the number of alerts that stand here, from {@link #recount} on
   */
  DueEscalations(KeyValueStore<byte[], byte[]> store, AtomicInteger waiting) {
    this.store = store;
    this.waiting = waiting;
  }

  /** Counts what stands here: only when a task comes, for it reads all of it. */
  void recount() {
    int found = 0;
    try (KeyValueIterator<byte[], byte[]> entries = store.all()) {
      while (entries.hasNext()) {
        entries.next();
        found++;
      }
    }
    waiting.set(found);
  }

  /** An alert and when it is due. */
  record Due(Instant at, DueEscalation escalation) {
    AlertKey alert() {
      return new AlertKey(
          escalation.getTenant(), escalation.getPatientId(), escalation.getAlertId());
    }
  }

  /** What is due by now, the most overdue first, no more than so many. */
  List<Due> until(Instant now, int most) {
    List<Due> due = new ArrayList<>();
    byte[] from = new byte[Long.BYTES];
    byte[] behind = ByteBuffer.allocate(Long.BYTES).putLong(now.toEpochMilli() + 1).array();
    try (KeyValueIterator<byte[], byte[]> entries = store.range(from, behind)) {
      while (entries.hasNext() && due.size() < most) {
        var entry = entries.next();
        Instant at = Instant.ofEpochMilli(ByteBuffer.wrap(entry.key).getLong());
        due.add(new Due(at, CODEC.decode(entry.value)));
      }
    }
    return due;
  }

  void put(Due due) {
    byte[] key = key(due.at(), due.alert());
    if (store.get(key) == null) {
      waiting.incrementAndGet();
    }
    store.put(key, CODEC.encode(due.escalation()));
  }

  void remove(Instant at, AlertKey alert) {
    if (store.delete(key(at, alert)) != null) {
      waiting.decrementAndGet();
    }
  }

  /** Big-endian, so that the order of the bytes is that of the times. */
  private static byte[] key(Instant at, AlertKey alert) {
    return ByteBuffer.allocate(Long.BYTES + ContentHash.BYTES)
        .putLong(at.toEpochMilli())
        .put(alert.hash())
        .array();
  }
}
