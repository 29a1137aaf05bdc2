package dev.vigil.topology.pipeline;

import dev.vigil.topology.domain.consent.CompiledConsents;
import dev.vigil.topology.domain.consent.Interpretation;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/**
 * The patients met last, decoded and with compiled Consents, within a bound of memory. What is held
 * counts only for the very bytes it was made from, so that it is never stale: not after a rollback,
 * a restore or a rebalance either. Belongs to one task; not thread-safe.
 */
public final class KnownPatients {
  /** Heap of an entry beside what grows with the state; measured by {@code bench memory}. */
  private static final int BYTES_PER_ENTRY = 512;

  /**
   * Heap for each byte of stored state: it, the decoded state and the compiled Consents. Provisions
   * that say nothing, the worst there is, take three times as much.
   */
  private static final int BYTES_PER_STORED_BYTE = 13;

  private final long maxBytes;
  private final Interpretation interpretation;
  private final Map<Bytes, Known> leastRecentFirst = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * With nobody known yet.
   *
   * @param maxBytes most heap for all patients together; 0: nobody is ever known
   * @param interpretation how Consents are compiled
   */
  public KnownPatients(long maxBytes, Interpretation interpretation) {
    this.interpretation = interpretation;
    this.maxBytes = maxBytes;
  }

  /**
   * A patient, ready to be asked about.
   *
   * @param stored with its state decoded
   * @param consents its Consents, compiled
   */
  public record Known(StoredPatient stored, CompiledConsents consents) {
    private static Known of(StoredPatient stored, Interpretation interpretation) {
      return new Known(stored, CompiledConsents.compile(stored.state(), interpretation));
    }
  }

  /**
   * Finds or makes what is known of a patient.
   *
   * @param key the patient key
   * @param stored what the store has now
   * @throws org.apache.kafka.common.errors.SerializationException if the state cannot be decoded
   */
  public Known find(byte[] key, StoredPatient stored) {
    Bytes patient = Bytes.wrap(key);
    Known known = leastRecentFirst.get(patient);
    if (known != null) {
      if (known.stored().isSameAs(stored)) {
        return known;
      }
      leastRecentFirst.remove(patient);
      bytes -= weight(patient, known);
    }
    Known made = Known.of(stored, interpretation);
    long weight = weight(patient, made);
    if (weight <= maxBytes) {
      makeRoom(maxBytes - weight);
      leastRecentFirst.put(patient, made);
      bytes += weight;
    }
    return made;
  }

  /** What all that is held counts for, in bytes; never more than the bound. */
  long bytes() {
    return bytes;
  }

  private void makeRoom(long target) {
    Iterator<Map.Entry<Bytes, Known>> oldest = leastRecentFirst.entrySet().iterator();
    while (bytes > target) {
      Map.Entry<Bytes, Known> entry = oldest.next();
      bytes -= weight(entry.getKey(), entry.getValue());
      oldest.remove();
    }
  }

  private static long weight(Bytes patient, Known known) {
    return BYTES_PER_ENTRY
        + patient.get().length
        + (long) BYTES_PER_STORED_BYTE * known.stored().encoded().length;
  }
}
