package dev.vigil.topology.runtime.reconcile;

import dev.vigil.topology.runtime.backfill.ChangeEvents.Made;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The changes that are to be sent first, as many as a bound on their bytes lets in: Consents and
 * Patients before what they decide on, then the oldest first. What does not fit is left for another
 * reading of the server's pages.
 */
final class OldestFirst {
  private static final Comparator<Waiting> ORDER =
      Comparator.comparing((Waiting one) -> !decidesOnOthers(one.change()))
          .thenComparing(Waiting::lastUpdated)
          .thenComparing(Waiting::place);

  private final long mostBytes;
  private final PriorityQueue<Waiting> kept = new PriorityQueue<>(ORDER.reversed());
  private long bytes;
  private boolean complete = true;

  /**
   * A change to be sent.
   *
   * @param change without its resource
   * @param place among those of the same time, the older first
   * @param event what is sent
   */
  record Waiting(ServerChange change, String patient, long place, Made event) {
    Instant lastUpdated() {
      Instant known = change.lastUpdated();
      return known == null ? Instant.EPOCH : known;
    }

    int bytes() {
      return event.key().length + event.value().length;
    }
  }

  OldestFirst(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  private static boolean decidesOnOthers(ServerChange change) {
    return change.type().equals("Consent") || change.type().equals("Patient");
  }

  void add(Waiting one) {
    kept.add(one);
    bytes += one.bytes();
    while (bytes > mostBytes && kept.size() > 1) {
      bytes -= kept.remove().bytes();
      complete = false;
    }
  }

  /** Whether all that was added is here. */
  boolean isComplete() {
    return complete;
  }

  /** In the order in which it is to be sent. */
  List<Waiting> inOrder() {
    List<Waiting> all = new ArrayList<>(kept);
    all.sort(ORDER);
    return all;
  }
}
